// A gRPC server by other hands: the health service alone, and the faults that Go can be told.
// When it is ready it prints "ready PORT".
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

var (
	certificate = flag.String("cert", "", "certificate chain; none: plain text")
	key         = flag.String("key", "", "its key")
	roots       = flag.String("ca", "", "demand client certificates of these roots")
	request     = flag.Bool("request", false, "ask for a client certificate, and do not look at it")
	minimum     = flag.Uint("min", 0, "the oldest TLS version, as a number on the wire")
	maximum     = flag.Uint("max", 0, "the newest TLS version, as a number on the wire")
	group       = flag.Uint("group", 0, "the only group, by its number")
	answer      = flag.Uint("answer", 0, "the status of every call, by its number")
	words       = flag.String("words", "as the zoo told it", "what it says with that")
	silent      = flag.Bool("silent", false, "answer no call")
	notServing  = flag.Bool("not-serving", false, "answer NOT_SERVING")
)

func transport() (credentials.TransportCredentials, error) {
	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{pair},
		MinVersion:   uint16(*minimum),
		MaxVersion:   uint16(*maximum),
	}
	if *group != 0 {
		config.CurvePreferences = []tls.CurveID{tls.CurveID(*group)}
	}
	if *request {
		config.ClientAuth = tls.RequestClientCert
	}
	if *roots != "" {
		pem, err := os.ReadFile(*roots)
		if err != nil {
			return nil, err
		}
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
	}
	return credentials.NewTLS(config), nil
}

func intercept(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if *silent {
		<-ctx.Done()
	}
	if *answer != 0 {
		return nil, status.Error(codes.Code(*answer), *words)
	}
	return next(ctx, req)
}

func main() {
	flag.Parse()
	options := []grpc.ServerOption{grpc.UnaryInterceptor(intercept)}
	if *certificate != "" {
		creds, err := transport()
		if err != nil {
			log.Fatal(err)
		}
		options = append(options, grpc.Creds(creds))
	}
	server := grpc.NewServer(options...)
	service := health.NewServer()
	if *notServing {
		service.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	}
	healthpb.RegisterHealthServer(server, service)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(server.Serve(listener))
}
