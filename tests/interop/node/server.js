// A gRPC server by other hands: one method of the health service, without a .proto file.
// When it is ready it prints "ready PORT".
//
//   node server.js '{"cert": FILE, "key": FILE, "ca": FILE, "curve": "X25519"}'
//
// Without "cert": plain text. With "ca": client certificates of these roots are demanded.
'use strict';
const fs = require('node:fs');
const tls = require('node:tls');
const { createRequire } = require('node:module');
// The packages are not beside this file.
const grpc = createRequire(process.env.NODE_PACKAGES + '/')('@grpc/grpc-js');

const settings = JSON.parse(process.argv[2] || '{}');
const bytes = { requestSerialize: (b) => b, requestDeserialize: (b) => b, responseSerialize: (b) => b, responseDeserialize: (b) => b };
const health = {
  Check: { path: '/grpc.health.v1.Health/Check', requestStream: false, responseStream: false, ...bytes },
};
// HealthCheckResponse{status: SERVING}
const serving = Buffer.from([0x08, 0x01]);

function credentials() {
  if (!settings.cert) return grpc.ServerCredentials.createInsecure();
  const pair = { cert_chain: fs.readFileSync(settings.cert), private_key: fs.readFileSync(settings.key) };
  const roots = settings.ca ? fs.readFileSync(settings.ca) : null;
  return grpc.ServerCredentials.createSsl(roots, [pair], Boolean(settings.ca));
}

if (settings.curve) tls.DEFAULT_ECDH_CURVE = settings.curve;
const server = new grpc.Server();
server.addService(health, { Check: (call, callback) => callback(null, serving) });
server.bindAsync('127.0.0.1:0', credentials(), (error, port) => {
  if (error) throw error;
  console.log(`ready ${port}`);
});
