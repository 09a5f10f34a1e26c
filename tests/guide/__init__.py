"""The pictures of the guide, taken from the demo site as it is now. Run by `make guide`."""
