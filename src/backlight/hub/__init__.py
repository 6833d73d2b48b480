"""`torch.hub`: files from the web, kept in a folder; models from a folder with a `hubconf.py`."""

from backlight.hub.download import download_url_to_file, get_dir, load_state_dict_from_url, set_dir
from backlight.hub.folder import help, list, load

__all__ = ["download_url_to_file", "get_dir", "help", "list", "load", "load_state_dict_from_url", "set_dir"]
