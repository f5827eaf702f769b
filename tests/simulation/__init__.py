"""A thousand simulated cases over two years of the law's time, through the services as they are wired."""
