"""What we show: releases, the one frozen table of published numbers, the pages and the files made of it."""
