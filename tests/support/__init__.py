"""What tests are run against: real mail servers, hostile ones, certificates of every kind."""
