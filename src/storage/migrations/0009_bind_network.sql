-- From where session cookies are accepted: anywhere, the network in which their seal was made, or its very address.
ALTER TABLE accounts ADD COLUMN bind_network TEXT NOT NULL DEFAULT 'off'
  CHECK (bind_network IN ('off', 'network', 'address'));
