package queuetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Certificates are a CA, and a certificate for 127.0.0.1 and one for clients that it has signed.
type Certificates struct {
	CA, Cert, Key string // files for the parameters of a REDIS_URL

	lines  []string    // of a server's configuration
	client *tls.Config // for the tests' own connections
}

// NewCertificates makes certificates that last as long as the test.
func NewCertificates(t testing.TB) *Certificates {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	ca, caKey := sign(t, in("ca"), nil, nil)
	sign(t, in("server"), ca, caKey)
	client, clientKey := sign(t, in("client"), ca, caKey)
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	return &Certificates{
		CA: in("ca.pem"), Cert: in("client.pem"), Key: in("client.key"),
		lines: []string{
			"tls-ca-cert-file " + in("ca.pem"), "tls-cert-file " + in("server.pem"), "tls-key-file " + in("server.key"),
			"tls-auth-clients yes", "tls-replication yes", "tls-cluster yes",
		},
		client: &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{{Certificate: [][]byte{client.Raw}, PrivateKey: clientKey}}},
	}
}

// sign makes a certificate for 127.0.0.1, signed by the parent or, without one, by itself, and writes
// it to path.pem and its key to path.key.
func sign(t testing.TB, path string, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: filepath.Base(path)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, BasicConstraintsValid: true, IsCA: parent == nil,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if parent == nil {
		parent, parentKey = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	require.NoError(t, err)
	made, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	write(t, path+".pem", "CERTIFICATE", der)
	write(t, path+".key", "PRIVATE KEY", private)
	return made, key
}

func write(t testing.TB, path, kind string, der []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
}
