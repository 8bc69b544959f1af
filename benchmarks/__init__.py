"""Measurements that are not tests: how well questions are understood, how fast they are answered."""
