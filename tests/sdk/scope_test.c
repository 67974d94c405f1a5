/* SPDX-License-Identifier: Apache-2.0 */
/* Worlds that tags and tunnels separate, and the ids of conversations in them. */
#include "harness.h"
#include "host.h"

#include <netcap/conversation.h>
#include <string.h>

static struct nc_packet *pkt;
static struct nc_cursor in;

static void
afresh(void)
{
    in = over("");
    pkt = fresh(&in);
}

static void
link_header(void)
{
    static const uint8_t one[6] = { 2, 1 }, two[6] = { 2, 2 };

    nc_link(pkt, NC_ENDPOINT_MAC, one, two, sizeof one);
}

static void
network_header(void)
{
    static const uint8_t one[4] = { 10, 0, 0, 1 }, two[4] = { 10, 0, 0, 2 };

    nc_network(pkt, NC_ENDPOINT_IPV4, one, two, sizeof one, 17);
}

static uint64_t
scope_of(uint32_t outer, uint64_t outer_id, uint32_t inner, uint64_t inner_id)
{
    afresh();
    nc_scope(pkt, outer, outer_id);
    nc_scope(pkt, inner, inner_id);
    return pkt->place.scope;
}

static void
of_two_scopes_kinds_ids_and_order_count(void)
{
    uint64_t scope = scope_of(NC_SCOPE_VXLAN, 5, NC_SCOPE_VLAN, 7);

    CU_ASSERT_EQUAL(scope, scope_of(NC_SCOPE_VXLAN, 5, NC_SCOPE_VLAN, 7));
    CU_ASSERT_NOT_EQUAL(scope, scope_of(NC_SCOPE_VLAN, 7, NC_SCOPE_VXLAN, 5));
    CU_ASSERT_NOT_EQUAL(scope, scope_of(NC_SCOPE_VXLAN, 7, NC_SCOPE_VLAN, 5));
    CU_ASSERT_NOT_EQUAL(scope, scope_of(NC_SCOPE_GENEVE, 5, NC_SCOPE_VLAN, 7));
    CU_ASSERT_NOT_EQUAL(scope, scope_of(NC_SCOPE_VXLAN, 5, NC_SCOPE_VLAN, 8));
}

static void
an_id_of_nought_is_one_but_for_tags(void)
{
    afresh();
    nc_scope(pkt, NC_SCOPE_VLAN, 0);
    CU_ASSERT(pkt->place.scope == 0 && pkt->way == 0 && pkt->place.tag[0] == 0);
    nc_scope(pkt, NC_SCOPE_GRE, 0);
    CU_ASSERT(pkt->place.scope != 0 && pkt->place.tunnel_kind == NC_SCOPE_GRE);
}

static void
a_number_that_a_receiver_chose_separates_datagrams_not_conversations(void)
{
    afresh();
    nc_scope(pkt, NC_SCOPE_GTP, 5);
    CU_ASSERT(pkt->place.scope == 0 && pkt->way != 0);
    CU_ASSERT(pkt->place.tunnel_kind == NC_SCOPE_GTP && pkt->place.tunnel == 5);
}

static void
kinds_of_plugins_from_elsewhere_are_mutual_from_192_on(void)
{
    CU_ASSERT(nc_scope_is_mutual(NC_SCOPE_NVGRE) && nc_scope_is_mutual(192));
    CU_ASSERT(!nc_scope_is_mutual(NC_SCOPE_PPTP) && !nc_scope_is_mutual(127));
    CU_ASSERT_STRING_EQUAL(nc_scope_text(192), "");
}

static void
the_innermost_and_the_outermost_tag_are_told_up_to_the_next_header(void)
{
    afresh();
    link_header();
    nc_scope(pkt, NC_SCOPE_VLAN, 1);
    nc_scope(pkt, NC_SCOPE_VLAN, 2);
    nc_scope(pkt, NC_SCOPE_VLAN, 3);
    network_header();
    CU_ASSERT(nc_level(pkt, 0)->place.tag[0] == 3 && nc_level(pkt, 0)->place.tag[1] == 1);
    network_header();
    CU_ASSERT(nc_level(pkt, 1)->place.tag[0] == 0 && nc_level(pkt, 1)->place.tag[1] == 0);
    CU_ASSERT_EQUAL(nc_level(pkt, 0)->place.scope, nc_level(pkt, 1)->place.scope);
}

static void
more_levels_than_flows_see_are_told(void)
{
    afresh();
    for (int i = 1; i <= NC_NETWORKS_MAX + 1; i++) {
        network_header();
        CU_ASSERT_EQUAL(pkt->crowded, i > NC_NETWORKS_MAX);
    }
    afresh();
    CU_ASSERT_FALSE(pkt->crowded);
    for (int i = 1; i <= NC_LEVELS_MAX + 1; i++) {
        link_header();
        CU_ASSERT_EQUAL(pkt->crowded, i > NC_LEVELS_MAX);
    }
}

static void
tags_that_are_ignored_are_told_all_the_same(void)
{
    afresh();
    pkt->ignores_tags = true;
    nc_scope(pkt, NC_SCOPE_VLAN, 9);
    CU_ASSERT(pkt->place.scope == 0 && pkt->place.tag[0] == 9);
    nc_scope(pkt, NC_SCOPE_VXLAN, 9);
    CU_ASSERT_NOT_EQUAL(pkt->place.scope, 0);
}

static bool
is_told_to_both(uint32_t level)
{
    const struct nc_place *place = &nc_level(pkt, level)->place;

    return memcmp(&pkt->tails.place, place, sizeof *place) == 0;
}

static void
reassembly_is_told_the_same_place_as_flows(void)
{
    afresh();
    link_header();
    nc_scope(pkt, NC_SCOPE_VLAN, 4);
    network_header();
    CU_ASSERT(is_told_to_both(0));
    link_header();
    network_header();
    CU_ASSERT(is_told_to_both(1));
    CU_ASSERT(pkt->tails.place.depth == 1 && pkt->tails.place.link_depth == 1);
}

static void
a_link_whose_addresses_were_not_all_there_is_none(void)
{
    afresh();
    nc_skip(&in, 1);
    link_header();
    CU_ASSERT(!nc_ok(&in) && !nc_level(pkt, 0)->link_kind);
}

/* ---- ids ---- */

static struct nc_conversation
talk(void)
{
    return (struct nc_conversation){ .network_kind = NC_ENDPOINT_IPV4,
                                     .transport_kind = NC_ENDPOINT_UDP,
                                     .protocol = 17,
                                     .port = { 4000, 53 },
                                     .network = { { 10, 0, 0, 2 }, { 10, 0, 0, 1 } } };
}

static bool
same(const struct nc_conversation *one, const struct nc_conversation *other)
{
    char ids[2][NC_CONNECTION_ID];

    nc_put_connection_id(ids[0], one);
    nc_put_connection_id(ids[1], other);
    return strcmp(ids[0], ids[1]) == 0;
}

static void
an_id_is_that_of_both_directions(void)
{
    struct nc_conversation there = talk(), back = talk();

    memcpy(back.network[0], there.network[1], sizeof back.network[0]);
    memcpy(back.network[1], there.network[0], sizeof back.network[1]);
    CU_ASSERT(!same(&there, &back)); /* ports go with their addresses */
    back.port[0] = there.port[1];
    back.port[1] = there.port[0];
    CU_ASSERT(same(&there, &back));
}

static void
scope_depth_links_and_protocol_make_another_id(void)
{
    struct nc_conversation one = talk(), other = talk();

    other.place.scope = 1;
    CU_ASSERT(!same(&one, &other));
    other = talk();
    other.place.depth = 1;
    CU_ASSERT(!same(&one, &other));
    other = talk();
    other.place.link_depth = 1;
    CU_ASSERT(!same(&one, &other));
    other = talk();
    other.protocol = 136;
    CU_ASSERT(!same(&one, &other));
}

static void
what_only_one_direction_has_makes_no_other_id(void)
{
    struct nc_conversation one = talk(), other = talk();

    other.place.tunnel = 5;
    other.place.tunnel_kind = NC_SCOPE_GTP;
    other.place.tag[0] = 7;
    other.control = other.type = 1;
    CU_ASSERT(same(&one, &other));
}

static void
without_a_network_there_is_no_id(void)
{
    struct nc_conversation none = { .transport_kind = NC_ENDPOINT_UDP };

    afresh();
    CU_ASSERT_STRING_EQUAL(nc_connection_id(pkt, &none), "");
    CU_ASSERT_STRING_EQUAL(nc_community_id(pkt, &none), "");
}

static void
a_stream_has_the_ids_of_its_packets(void)
{
    struct nc_sighting packet = { .network_kind = NC_ENDPOINT_IPV6,
                                  .transport_kind = NC_ENDPOINT_TCP, .protocol = 0,
                                  .port = { 40000, 80 },
                                  .network = { { 0x20, 1 }, { 0x20, 2 } } };
    struct nc_stream stream = { .network_kind = NC_ENDPOINT_IPV6, .transport_kind = NC_ENDPOINT_TCP,
                                .protocol = 6, .port = { 40000, 80 },
                                .network = { { 0x20, 1 }, { 0x20, 2 } } };
    struct nc_conversation one = nc_conversation_of(&packet);
    struct nc_conversation other = nc_conversation_of_stream(&stream);

    CU_ASSERT(same(&one, &other)); /* extension headers stand before the transport in one of them */
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(of_two_scopes_kinds_ids_and_order_count),
        SENTENCE(an_id_of_nought_is_one_but_for_tags),
        SENTENCE(a_number_that_a_receiver_chose_separates_datagrams_not_conversations),
        SENTENCE(kinds_of_plugins_from_elsewhere_are_mutual_from_192_on),
        SENTENCE(the_innermost_and_the_outermost_tag_are_told_up_to_the_next_header),
        SENTENCE(more_levels_than_flows_see_are_told),
        SENTENCE(tags_that_are_ignored_are_told_all_the_same),
        SENTENCE(reassembly_is_told_the_same_place_as_flows),
        SENTENCE(a_link_whose_addresses_were_not_all_there_is_none),
        SENTENCE(an_id_is_that_of_both_directions),
        SENTENCE(scope_depth_links_and_protocol_make_another_id),
        SENTENCE(what_only_one_direction_has_makes_no_other_id),
        SENTENCE(without_a_network_there_is_no_id),
        SENTENCE(a_stream_has_the_ids_of_its_packets),
        SENTENCES_END
    };

    return sentences("scope", own);
}
