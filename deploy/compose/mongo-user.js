// Run once by the image of MongoDB, as its root, on the empty store: the user whom the URL names.
const { readFileSync } = require("fs");

const url = new URL(readFileSync("/run/secrets/mongodb_url", "utf-8").trim());
const name = url.pathname.slice(1);

db.getSiblingDB(name).createUser({
  user: url.username,
  pwd: url.password,
  roles: [{ role: "readWrite", db: name }],
});
