// What a peer speaks, by the first bytes that it sends.
#ifndef SERVICES_TLS_WIRE_PROTOCOL_H_
#define SERVICES_TLS_WIRE_PROTOCOL_H_

#include <string>

namespace tls {

enum class WireProtocol { kNothing, kTls, kHttp1, kHttp2, kOther };

// Of a server's first bytes: a TLS record; a status line; an HTTP/2 frame of the kinds that a
// server begins with (SETTINGS, GOAWAY; RFC 9113 §4.1).
WireProtocol ProtocolOfServer(const std::string& first_bytes);
// Of a client's: HTTP/1 has a method there, HTTP/2 its preface ("PRI * HTTP/2.0").
WireProtocol ProtocolOfClient(const std::string& first_bytes);

// The bytes as text in quotes on one line, at most 40 of them; in hexadecimal if they are no text.
std::string Quoted(const std::string& first_bytes);

}  // namespace tls

#endif  // SERVICES_TLS_WIRE_PROTOCOL_H_
