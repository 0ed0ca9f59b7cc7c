"""The screens of the desk, a module each: what is shown, and what its forms do by the functions of the commands."""
