"""Speed and accuracy of hearing and speaking, beside stock parts, in one run."""
