"""What many processes of one assistant share: a PostgreSQL database and a Redis, where the environment names them."""
