"""Other engines beside pyoxigraph: how each loads the same quads and answers the same questions."""

from benchmarks.peers.engines import LIMIT, PEERS, Measured, Peer, home_of_peers, peers_in

__all__ = ["LIMIT", "PEERS", "Measured", "Peer", "home_of_peers", "peers_in"]
