# SPDX-License-Identifier: Apache-2.0
"""What tshark calls tunnels, IPsec, SCTP, OSPF and BFD, and a value of theirs worked out."""
from fields_network import rest

LAYERS = {"gre": "GRE", "mpls": "MPLS", "geneve": "Geneve", "vxlan": "VXLAN", "ah": "IPSecAH",
          "esp": "IPSecESP", "sctp": "SCTP", "ospf": "", "bfd": "BFD"}
CARRIERS = {"erspan", "ppp", "ppp_hdlc", "chdlc", "fr", "pppoe", "pppoes", "pppoed", "gtp",
            "teredo", "etherip", "ipv6.routing", "ipv6.dstopts", "mipv6", "macsec", "ieee8021ah",
            "udpencap", "vntag", "etag", "hsr", "ieee8021cb", "cmd", "cfp", "nsh", "lisp-data", "l2tp",
            "ayiya", "capwap.data", "wccp", "mp", "gue", "pim", "pwethheuristic", "pwethcw", "pwethnocw"}
CONTEXT = {"sctp": {"SrcPort": ("sctp.srcport", "text"), "DstPort": ("sctp.dstport", "text")}}


def ospf_version(layer):
    """Both versions are one protocol of tshark's."""
    version = layer.find("ospf.version")
    return f"OSPFv{version[0].show()}" if version else None


TOO = {"ospf": ospf_version}


def esp_length(packet, index):
    return rest(packet, packet.layers[index], 8)


WORKED_OUT = {"@esp_length": esp_length}
