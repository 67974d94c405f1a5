/* SPDX-License-Identifier: Apache-2.0 */
/* Where everything of ABI 1 is that a plugin and the core must agree on.  What these lines say of
 * the released headers every later header must say too; new ones may say more. */
#include <netcap/plugin.h>

#include <stdio.h>

#define MEMBER(type, member) \
    printf("%s.%s at %zu, %zu bytes\n", #type, #member, offsetof(struct type, member), \
           sizeof ((struct type *)0)->member);
#define SIZE(type) printf("%s has %zu bytes\n", #type, sizeof(struct type));
#define NUMBER(name) printf("%s is %lu\n", #name, (unsigned long)(name));

int
main(void)
{
    MEMBER(nc_plugin, abi) MEMBER(nc_plugin, size) MEMBER(nc_plugin, name) MEMBER(nc_plugin, about)
    MEMBER(nc_plugin, record) MEMBER(nc_plugin, type) MEMBER(nc_plugin, on)
    MEMBER(nc_plugin, fields) MEMBER(nc_plugin, read) MEMBER(nc_plugin, options)
    MEMBER(nc_plugin, options_size) MEMBER(nc_plugin, decode)
    MEMBER(nc_plugin, probe) MEMBER(nc_plugin, stream) MEMBER(nc_plugin, end)
    MEMBER(nc_plugin, id) MEMBER(nc_plugin, observe) MEMBER(nc_plugin, report)
    MEMBER(nc_plugin, state_size) MEMBER(nc_plugin, recognise) MEMBER(nc_plugin, protocol)
    MEMBER(nc_plugin, datagram)

    MEMBER(nc_datagram, key) MEMBER(nc_datagram, by_source) MEMBER(nc_datagram, cut)
    MEMBER(nc_datagram, port) MEMBER(nc_datagram, network_kind)
    SIZE(nc_expected) MEMBER(nc_expected, transport_kind) MEMBER(nc_expected, seconds)
    MEMBER(nc_expected, port) MEMBER(nc_expected, any_host) MEMBER(nc_expected, network)
    MEMBER(nc_expected, state)
    SIZE(nc_key) MEMBER(nc_key, space) MEMBER(nc_key, value)
    SIZE(nc_field) MEMBER(nc_field, name) MEMBER(nc_field, member) MEMBER(nc_field, bits)
    MEMBER(nc_field, kind) MEMBER(nc_field, size)
    SIZE(nc_option) MEMBER(nc_option, name) MEMBER(nc_option, help) MEMBER(nc_option, member)
    MEMBER(nc_option, kind) MEMBER(nc_option, initial) MEMBER(nc_option, least)
    MEMBER(nc_option, most)
    SIZE(nc_cursor) MEMBER(nc_cursor, base) MEMBER(nc_cursor, pos) MEMBER(nc_cursor, end)
    MEMBER(nc_cursor, failed)
    SIZE(nc_tlv) MEMBER(nc_tlv, type) MEMBER(nc_tlv, length) MEMBER(nc_tlv, value)

    SIZE(nc_time) MEMBER(nc_time, seconds) MEMBER(nc_time, nanoseconds) MEMBER(nc_time, fine)
    SIZE(nc_fragment) MEMBER(nc_fragment, id) MEMBER(nc_fragment, offset)
    MEMBER(nc_fragment, protocol) MEMBER(nc_fragment, next) MEMBER(nc_fragment, more)
    MEMBER(nc_fragment, no_overlap)
    SIZE(nc_segment) MEMBER(nc_segment, sequence) MEMBER(nc_segment, acknowledgment)
    MEMBER(nc_segment, window) MEMBER(nc_segment, flags)

    MEMBER(nc_stream, side) MEMBER(nc_stream, opened) MEMBER(nc_stream, ended)
    MEMBER(nc_stream, offset) MEMBER(nc_stream, gap) MEMBER(nc_stream, time)
    MEMBER(nc_stream, link_kind) MEMBER(nc_stream, network_kind) MEMBER(nc_stream, transport_kind)
    MEMBER(nc_stream, port) MEMBER(nc_stream, link) MEMBER(nc_stream, network)
    MEMBER(nc_stream, by_port) MEMBER(nc_stream, known)
    SIZE(nc_reader) MEMBER(nc_reader, lost) MEMBER(nc_reader, begun) MEMBER(nc_reader, found)
    MEMBER(nc_reader, known) MEMBER(nc_reader, seen)
    SIZE(nc_framing) MEMBER(nc_framing, begins) MEMBER(nc_framing, size)

    MEMBER(nc_sighting, time) MEMBER(nc_sighting, clock) MEMBER(nc_sighting, captured)
    MEMBER(nc_sighting, length) MEMBER(nc_sighting, payload) MEMBER(nc_sighting, sequence)
    MEMBER(nc_sighting, acknowledgment) MEMBER(nc_sighting, link_by)
    MEMBER(nc_sighting, network_by) MEMBER(nc_sighting, transport_by)
    MEMBER(nc_sighting, application_by) MEMBER(nc_sighting, link_kind)
    MEMBER(nc_sighting, network_kind) MEMBER(nc_sighting, transport_kind)
    MEMBER(nc_sighting, protocol) MEMBER(nc_sighting, flags) MEMBER(nc_sighting, segment)
    MEMBER(nc_sighting, control) MEMBER(nc_sighting, type) MEMBER(nc_sighting, code)
    MEMBER(nc_sighting, port) MEMBER(nc_sighting, link) MEMBER(nc_sighting, network)
    MEMBER(nc_sighting, place) MEMBER(nc_sighting, number) MEMBER(nc_sighting, head)
    MEMBER(nc_sighting, name) MEMBER(nc_sighting, head_size) MEMBER(nc_sighting, window)
    MEMBER(nc_sighting, hops) MEMBER(nc_sighting, standing) MEMBER(nc_sighting, wrong)
    MEMBER(nc_sighting, turn)
    MEMBER(nc_stream, place) MEMBER(nc_stream, number) MEMBER(nc_stream, protocol)
    MEMBER(nc_stream, broken) MEMBER(nc_stream, heard)
    SIZE(nc_conversation) MEMBER(nc_conversation, place) MEMBER(nc_conversation, network_kind)
    MEMBER(nc_conversation, transport_kind) MEMBER(nc_conversation, protocol)
    MEMBER(nc_conversation, control) MEMBER(nc_conversation, type) MEMBER(nc_conversation, code)
    MEMBER(nc_conversation, port) MEMBER(nc_conversation, network)
    SIZE(nc_place) MEMBER(nc_place, scope) MEMBER(nc_place, tunnel) MEMBER(nc_place, tag)
    MEMBER(nc_place, tunnel_kind) MEMBER(nc_place, depth) MEMBER(nc_place, link_depth)
    SIZE(nc_flow_id) MEMBER(nc_flow_id, size) MEMBER(nc_flow_id, bytes)
    MEMBER(nc_flow, first) MEMBER(nc_flow, last) MEMBER(nc_flow, packets) MEMBER(nc_flow, part)
    MEMBER(nc_flow, ended) MEMBER(nc_flow, place) MEMBER(nc_flow, number) MEMBER(nc_flow, name)
    SIZE(nc_flow_limits) MEMBER(nc_flow_limits, idle_timeout)
    MEMBER(nc_flow_limits, active_timeout) MEMBER(nc_flow_limits, max_flows)
    SIZE(nc_flow_options)

    NUMBER(NC_VIEW_MAX) NUMBER(NC_ALLOC_MAX) NUMBER(NC_SPACE('a', 'b', 'c', 'd'))
    NUMBER(NC_NONE) NUMBER(NC_LINKTYPE) NUMBER(NC_ETHERTYPE) NUMBER(NC_IPPROTO)
    NUMBER(NC_UDP_PORT) NUMBER(NC_TCP_PORT) NUMBER(NC_LLC_SAP) NUMBER(NC_SNAP)
    NUMBER(NC_ICMPV6_TYPE) NUMBER(NC_PPP) NUMBER(NC_SCTP_PORT) NUMBER(NC_EAPOL_TYPE) NUMBER(NC_USB)
    NUMBER(NC_KIND_END) NUMBER(NC_KIND_UINT) NUMBER(NC_KIND_UINT_LE) NUMBER(NC_KIND_SKIP)
    NUMBER(NC_KIND_MAC) NUMBER(NC_KIND_IPV4) NUMBER(NC_KIND_IPV6) NUMBER(NC_KIND_BYTES)
    NUMBER(NC_EXPECTED_STATE) NUMBER(NC_EXPECTED_MAX)
    NUMBER(NC_STATE_MAX) NUMBER(NC_BESIDE_MAX) NUMBER(NC_LINK_ADDRESS) NUMBER(NC_NETWORK_ADDRESS)
    NUMBER(NC_FLOW_ID_MAX)
    NUMBER(NC_ENDPOINT_NONE) NUMBER(NC_ENDPOINT_IPV4) NUMBER(NC_ENDPOINT_IPV6)
    NUMBER(NC_ENDPOINT_MAC) NUMBER(NC_ENDPOINT_TCP) NUMBER(NC_ENDPOINT_UDP)
    NUMBER(NC_ENDPOINT_SCTP) NUMBER(NC_ENDPOINT_RUDP) NUMBER(NC_ENDPOINT_UDPLITE)
    NUMBER(NC_ENDPOINT_PPP)
    NUMBER(NC_SCOPE_NONE) NUMBER(NC_SCOPE_VLAN) NUMBER(NC_SCOPE_SERVICE) NUMBER(NC_SCOPE_VXLAN)
    NUMBER(NC_SCOPE_GENEVE) NUMBER(NC_SCOPE_GRE) NUMBER(NC_SCOPE_NVGRE) NUMBER(NC_SCOPE_GTP)
    NUMBER(NC_SCOPE_MPLS) NUMBER(NC_SCOPE_PPTP) NUMBER(NC_SCOPE_ONE_WAY)
    NUMBER(NC_SCOPE_LISP) NUMBER(NC_SCOPE_L2TP)
    NUMBER(NC_STANDING_NONE) NUMBER(NC_STANDING_BEGINS) NUMBER(NC_STANDING_BELONGS)
    NUMBER(NC_STANDING_REPEATS) NUMBER(NC_STANDING_OUTSIDE) NUMBER(NC_STANDING_ENDS)
    NUMBER(NC_STANDING_REVIVES)
    NUMBER(NC_WRONG_NETWORK) NUMBER(NC_WRONG_TRANSPORT)
    NUMBER(NC_FIN) NUMBER(NC_SYN) NUMBER(NC_RST) NUMBER(NC_PSH) NUMBER(NC_ACK) NUMBER(NC_URG)
    NUMBER(NC_ECE) NUMBER(NC_CWR)
    NUMBER(NC_CLIENT) NUMBER(NC_SERVER) NUMBER(NC_NO) NUMBER(NC_YES) NUMBER(NC_MORE)
    NUMBER(NC_END_NONE) NUMBER(NC_END_IDLE) NUMBER(NC_END_ACTIVE) NUMBER(NC_END_CLOSED)
    NUMBER(NC_END_RESET) NUMBER(NC_END_REUSED) NUMBER(NC_END_EVICTED) NUMBER(NC_END_INPUT)
    NUMBER(NC_FLOW_OPEN) NUMBER(NC_FLOW_CLOSED) NUMBER(NC_FLOW_RESET) NUMBER(NC_FLOW_ANOTHER)
    NUMBER(NC_FLOW_REVIVED) NUMBER(NC_OPTION_END) NUMBER(NC_OPTION_BOOL) NUMBER(NC_OPTION_UINT)
    return 0;
}
