"""What pages of the Network's apps share: form pages, buttons, fields, sentences."""
