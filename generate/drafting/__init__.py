"""What all doors share: start a draft, stream it, save it, rewrite a part."""
