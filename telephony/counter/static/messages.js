// Everything the page says, in one place. Each trouble names what happened and what to do.

export const states = {
  starting: { title: "Đang chuẩn bị", hint: "Đang kết nối với máy chủ." },
  waiting: { title: (phrase) => `Mời gọi “${phrase}”`, hint: "Gọi rồi đặt câu hỏi luôn." },
  listening: { title: "Đang nghe", hint: "Mời anh chị nói. Không cần gọi lại." },
  hearing: { title: "Đang nhận", hint: "Anh chị cứ nói hết câu." },
  thinking: { title: "Đang tìm", hint: "Đang tra trong sổ tay." },
  answering: { title: "Đang trả lời", hint: "Muốn ngắt lời, anh chị cứ nói." },
  silent: { title: "Mời giữ nút để nói", hint: "Nút “Giữ để nói” ở bên dưới. Anh chị cũng gõ được câu hỏi." },
  typed: { title: "Mời gõ câu hỏi", hint: "Gõ xong, anh chị bấm “Hỏi”." },
};

export const troubles = {
  tap: {
    title: "Sẵn sàng",
    hint: "Bấm một lần để bật loa và micro.",
    remedy: "Bắt đầu",
    calm: true,
  },
  refused: {
    title: "Micro bị chặn",
    hint: "Bấm biểu tượng bên trái địa chỉ trang, cho phép micro, rồi thử lại. Vẫn gõ được câu hỏi.",
    remedy: "Thử lại",
  },
  missing: {
    title: "Không thấy micro",
    hint: "Cắm micro vào máy rồi thử lại. Vẫn gõ được câu hỏi.",
    remedy: "Thử lại",
  },
  occupied: {
    title: "Micro đang bận",
    hint: "Đóng ứng dụng đang dùng micro rồi thử lại. Vẫn gõ được câu hỏi.",
    remedy: "Thử lại",
  },
  insecure: {
    title: "Micro chưa mở",
    hint: "Trình duyệt chỉ cho dùng micro ở địa chỉ https. Vẫn gõ được câu hỏi.",
  },
  offline: {
    title: "Mất kết nối",
    hint: "Đang tự kết nối lại. Nếu quá một phút, kiểm tra dây mạng hoặc báo người quản trị.",
  },
  busy: {
    title: "Máy chủ đang bận",
    hint: "Đang đủ số quầy. Trang tự thử lại sau 10 giây. Việc gấp, anh chị gọi điện đến tổng đài.",
  },
  closing: {
    title: "Máy chủ sắp khởi động lại",
    hint: "Anh chị chờ một phút rồi hỏi lại. Việc gấp, anh chị gọi điện đến tổng đài.",
  },
  elsewhere: {
    title: "Đang mở ở cửa sổ khác",
    hint: "Muốn dùng ở cửa sổ này, anh chị bấm nút dưới đây.",
    remedy: "Dùng tại đây",
  },
};

export const notes = {
  unmatched: (phrase) => `Không thấy trong sổ tay. Nếu là câu hỏi, nói “${phrase}” rồi hỏi lại.`,
  trouble: "Máy đang gặp trục trặc nên chưa trả lời được. Anh chị hỏi lại, hoặc bấm “Số cán bộ trực”.",
  mute: "Chưa đọc được thành tiếng. Anh chị xem câu trả lời trên màn hình.",
};

export const pairing = {
  wrong: "Mã không đúng hoặc đã hết hạn. Anh chị xin người quản trị mã mới.",
  often: "Đang có quá nhiều lần nhập mã. Anh chị chờ một lát rồi bấm lại.",
  offline: "Không kết nối được máy chủ. Anh chị kiểm tra mạng rồi bấm lại.",
};

export const handsfree = { on: "Gọi bằng lời: đang bật", off: "Gọi bằng lời: đang tắt" };
export const talking = { idle: "Giữ để nói", held: "Đang nghe, nói xong thì thả nút" };

export const welcome = {
  title: "Hỏi bằng lời, không cần bấm",
  steps: (phrase) => [
    "Bấm “Bắt đầu” và cho phép dùng micro. Mỗi lần mở trang bấm một lần.",
    `Nói: “${phrase}, đăng ký kết hôn mất bao lâu?”`,
    "Nghe câu trả lời và xem giấy tờ, thời hạn, lệ phí tại đây. Hỏi tiếp ngay, không cần gọi lại.",
  ],
  examples: "Hoặc bấm thử một câu:",
  questions: [
    "Đăng ký kết hôn mất bao lâu?",
    "Đăng ký khai sinh cần giấy tờ gì?",
    "Chứng thực bản sao lệ phí bao nhiêu?",
  ],
  privacy: (phrase) => `Lời nói trước “${phrase}” không được lưu và không hiện ra.`,
};

export const card = {
  notFound: "Chưa tìm thấy trong sổ tay",
  whatNow: ["Hỏi lại bằng tên thủ tục, ví dụ: “Đăng ký khai sinh”.", "Hoặc bấm “Số cán bộ trực” để có số điện thoại."],
  choose: "Anh chị hỏi về việc nào?",
  confirm: "Có phải anh chị hỏi việc này?",
  yes: "Đúng",
  no: "Không phải",
  documents: "Giấy tờ cần có",
  documentsUnclear: "Danh sách giấy tờ trong sổ tay có thể chưa đủ. Anh chị hỏi cán bộ trực trước khi trả lời người dân.",
  notes: (count) => `Lưu ý về giấy tờ (${count})`,
  channels: "Thời hạn và lệ phí",
  way: "Cách nộp", time: "Thời hạn", fee: "Lệ phí",
  authority: "Cơ quan giải quyết", place: "Nơi nộp", result: "Kết quả",
  basis: "Căn cứ pháp lý",
  basisCount: (count) => `Căn cứ pháp lý (${count} văn bản)`,
  source: "Mở trên Cổng Dịch vụ công quốc gia",
  scan: "Quét để mở trên điện thoại",
  asOf: (code, day) => `Mã thủ tục ${code}. Dữ liệu ngày ${day}.`,
  topicAsOf: (day) => `Dữ liệu ngày ${day}.`,
  region: (name) => `Áp dụng riêng tại ${name}`,
  progress: (done, all) => `Đã có ${done}/${all}`,
  unknown: "Sổ tay chưa ghi rõ",
};

export const officers = {
  title: "Cán bộ trực",
  noted: (reference) => `Tổng đài đã ghi yêu cầu số ${reference}.`,
  call: "Bấm số này trên điện thoại:",
};
