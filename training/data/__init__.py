"""What is learned from and measured on: data sets, augmentation, texts cut into passages."""
