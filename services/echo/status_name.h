// The names of gRPC's status codes, as its documentation spells them.
#ifndef SERVICES_ECHO_STATUS_NAME_H_
#define SERVICES_ECHO_STATUS_NAME_H_

#include <grpcpp/support/status.h>

#include <string>

namespace echo {

// Such as "PERMISSION_DENIED"; of a number without a name "UNKNOWN".
std::string StatusName(grpc::StatusCode code);

}  // namespace echo

#endif  // SERVICES_ECHO_STATUS_NAME_H_
