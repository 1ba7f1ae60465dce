package api

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddress returns where a request came from: the peer of the connection, or, where that is a
// trusted proxy, the rightmost address in X-Forwarded-For that is not one. What stands to the left
// of that was written by the client and may say anything. The zero Addr is an unknown peer.
func (a *api) clientAddress(r *http.Request) netip.Addr {
	peer, _ := netip.ParseAddrPort(r.RemoteAddr)
	client := peer.Addr().Unmap().WithZone("")
	if !a.trusted(client) {
		return client
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := parseHop(strings.TrimSpace(hops[i]))
		if err != nil {
			return client
		}
		if client = hop; !a.trusted(client) {
			return client
		}
	}
	return client
}

// parseHop reads an address as proxies write it, some of them with a port.
func parseHop(s string) (netip.Addr, error) {
	if withPort, err := netip.ParseAddrPort(s); err == nil {
		return withPort.Addr().Unmap().WithZone(""), nil
	}
	addr, err := netip.ParseAddr(s)
	return addr.Unmap().WithZone(""), err
}

func (a *api) trusted(addr netip.Addr) bool {
	for _, p := range a.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// neighbourhood returns what counts as one caller: an IPv4 address, or the IPv6 network of 64 bits
// that one customer is given and can draw addresses from at will.
func neighbourhood(addr netip.Addr) netip.Prefix {
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	p, _ := addr.Prefix(bits) // fails for the zero Addr alone, and then all of those are one caller
	return p
}

// guesser returns the neighbourhood a request came from, in the form under which failed sign-ins
// are counted: an address, or the network of 64 bits.
func (a *api) guesser(r *http.Request) string {
	p := neighbourhood(a.clientAddress(r))
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}
