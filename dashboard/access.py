"""Who may see what. So far there is one mode: on this machine only, where whoever sits at it sees everything."""

import ipaddress

import streamlit as st


def is_local() -> bool:
    """True when the server can be reached from this machine alone."""
    address = st.get_option("server.address") or ""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
