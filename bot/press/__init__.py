"""For the press: citations, image cards, chart, feed, structured data and the printed sheet. Pure."""
