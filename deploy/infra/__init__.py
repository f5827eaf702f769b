"""PostgreSQL, Apache Kafka and the product's own processes, started and stopped as one system."""
