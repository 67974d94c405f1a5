# SPDX-License-Identifier: Apache-2.0
"""Who says a message of a stream or a datagram, of the innermost layer that tells."""
from transforms import ABSENT

ENDS = (("ip.src", "ipv6.src"), ("ip.dst", "ipv6.dst"), ("tcp.srcport", "udp.srcport"),
        ("tcp.dstport", "udp.dstport"))


def end(number):
    """0: the address of who says it, 1: of who hears it, 2 and 3: their ports."""
    def work(packet, index):
        found = [node.show() for layer in packet.layers[:index] for name in ENDS[number]
                 for node in layer.find(name)[:1]]
        return found[-1] if found else ABSENT
    return work


SPEAKER = {"@speaker_address": end(0), "@hearer_address": end(1),
           "@speaker_port": lambda packet, index: int(end(2)(packet, index)),
           "@hearer_port": lambda packet, index: int(end(3)(packet, index))}
