/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ospf.pb-c.h"
#include "ospfv2.pb-c.h"

#include <stdio.h>

#define HEADER(type, length) \
    "02" type length "c0000201 00000001 abcd 0000 8000000000000001 "

/* Age 1, options 0x22, from 192.0.2.1, of link state identifier 10.0.0.1. */
#define LSA(type, length) "0001 22" type "0a000001 c0000201 80000001 1234" length " "

/* The one advertisement of an update. */
static Types__LSA *
advertised(const char *type, const char *length, const char *body)
{
    char hex[512];
    Types__OSPFv2 *ospf;

    /* A packet may say it is longer than it is; the advertisement may not. */
    snprintf(hex, sizeof hex, HEADER("04", "ffff") "00000001" LSA("%s", "%s") "%s", type, length,
             body);
    ospf = decoded(hex);
    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->lsu);
    CU_ASSERT_EQUAL_FATAL(ospf->lsu->n_lsas, 1);
    return ospf->lsu->lsas[0];
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("03050018 c0000201 00000001 abcd0000 0000000000000000"),
                           "version is not 2");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("05", "0017")), "length shorter than the header");
}

static void
an_unknown_type_is_malformed(void)
{
    decoded(HEADER("06", "0018"));
    CU_ASSERT_STRING_EQUAL(malformed(), "packet of an unknown type");
}

static void
authentication_keeps_its_64_bits(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("05", "0018"));

    CU_ASSERT_EQUAL((uint64_t)ospf->authentication, 0x8000000000000001);
    CU_ASSERT_EQUAL(ospf->routerid, 0xc0000201);
}

static void
a_hello_names_the_neighbors(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("01", "0034") "ffffff00 000a 12 05 00000028 c0000201"
                                  "c0000202 c0000203 c0000204");

    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->hellov2);
    CU_ASSERT_EQUAL(ospf->hellov2->networkmask, 0xffffff00);
    CU_ASSERT_EQUAL(ospf->hellov2->hellointerval, 10);
    CU_ASSERT_EQUAL(ospf->hellov2->options, 0x12);
    CU_ASSERT_EQUAL(ospf->hellov2->rtrpriority, 5);
    CU_ASSERT_EQUAL(ospf->hellov2->routerdeadinterval, 40);
    CU_ASSERT_EQUAL(ospf->hellov2->designatedrouterid, 0xc0000201);
    CU_ASSERT_EQUAL(ospf->hellov2->backupdesignatedrouterid, 0xc0000202);
    CU_ASSERT_EQUAL_FATAL(ospf->hellov2->n_neighborid, 2);
    CU_ASSERT_EQUAL(ospf->hellov2->neighborid[1], 0xc0000204);
}

static void
half_a_neighbor_is_left_out(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("01", "0032") "ffffff00 000a 12 05 00000028 c0000201"
                                  "c0000202 c0000203 c000");

    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->hellov2);
    CU_ASSERT_EQUAL(ospf->hellov2->n_neighborid, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
half_a_hello_is_left_out(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("01", "0020") "ffffff00 000a 12 05");

    CU_ASSERT_PTR_NULL(ospf->hellov2);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
what_follows_the_length_is_no_neighbor(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("01", "002c") "ffffff00 000a 12 05 00000028 c0000201"
                                  "c0000202 000102030405060708090a0b0c0d0e0f");

    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->hellov2);
    CU_ASSERT_EQUAL(ospf->hellov2->n_neighborid, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_description_lists_headers(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("02", "0034") "05dc 42 07 00001234" LSA("05", "0024"));

    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->dbdesc);
    CU_ASSERT_EQUAL(ospf->dbdesc->interfacemtu, 1500);
    CU_ASSERT_EQUAL(ospf->dbdesc->options, 0x42);
    CU_ASSERT_EQUAL(ospf->dbdesc->flags, 7);
    CU_ASSERT_EQUAL(ospf->dbdesc->ddseqnumber, 0x1234);
    CU_ASSERT_EQUAL_FATAL(ospf->dbdesc->n_lsainfo, 1);
    CU_ASSERT_EQUAL(ospf->dbdesc->lsainfo[0]->lstype, 5);
    CU_ASSERT_EQUAL(ospf->dbdesc->lsainfo[0]->lsoptions, 0x22);
}

static void
a_request_names_type_identifier_and_router(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("03", "0030") "00000001 0a000001 c0000201"
                                  "00000005 0a000002 c0000202");

    CU_ASSERT_EQUAL_FATAL(ospf->n_lsr, 2);
    CU_ASSERT_EQUAL(ospf->lsr[1]->lstype, 5);
    CU_ASSERT_EQUAL(ospf->lsr[1]->lsid, 0x0a000002);
    CU_ASSERT_EQUAL(ospf->lsr[1]->advrouter, 0xc0000202);
}

static void
an_acknowledgement_lists_headers(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("05", "0040") LSA("01", "0030") LSA("02", "0020"));

    CU_ASSERT_EQUAL_FATAL(ospf->n_lsas, 2);
    CU_ASSERT_EQUAL(ospf->lsas[0]->lsage, 1);
    CU_ASSERT_EQUAL(ospf->lsas[0]->linkstateid, 0x0a000001);
    CU_ASSERT_EQUAL(ospf->lsas[0]->advrouter, 0xc0000201);
    CU_ASSERT_EQUAL(ospf->lsas[0]->lsseqnumber, 0x80000001);
    CU_ASSERT_EQUAL(ospf->lsas[0]->lschecksum, 0x1234);
    CU_ASSERT_EQUAL(ospf->lsas[0]->length, 48);
    CU_ASSERT_EQUAL(ospf->lsas[1]->lstype, 2);
}

static void
a_router_lists_its_links_past_their_other_metrics(void)
{
    Types__LSA *lsa = advertised("01", "0034", "05 00 0002 0a000002 ffffff00 03 01 000a 08 00 0001"
                                 "0a000003 0a000001 02 00 ffff");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->rlsav2);
    CU_ASSERT_EQUAL(lsa->rlsav2->flags, 5);
    CU_ASSERT_EQUAL(lsa->rlsav2->links, 2);
    CU_ASSERT_EQUAL_FATAL(lsa->rlsav2->n_routers, 2);
    CU_ASSERT_EQUAL(lsa->rlsav2->routers[0]->metric, 10);
    CU_ASSERT_EQUAL(lsa->rlsav2->routers[1]->type, 2);
    CU_ASSERT_EQUAL(lsa->rlsav2->routers[1]->linkid, 0x0a000003);
    CU_ASSERT_EQUAL(lsa->rlsav2->routers[1]->linkdata, 0x0a000001);
    CU_ASSERT_EQUAL(lsa->rlsav2->routers[1]->metric, 0xffff);
}

static void
links_beyond_the_advertisement_are_malformed(void)
{
    Types__LSA *lsa = advertised("01", "0024", "00 00 ffff 0a000002 ffffff00 03 00 000a");

    CU_ASSERT_EQUAL(lsa->rlsav2->n_routers, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
more_bytes_make_no_more_links(void)
{
    Types__LSA *lsa = advertised("01", "0030", "00 00 0001 0a000002 ffffff00 03 00 000a"
                                 "0a000003 ffffff00 03 00 000a");

    CU_ASSERT_EQUAL(lsa->rlsav2->n_routers, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_network_names_its_mask_and_its_routers(void)
{
    Types__LSA *lsa = advertised("02", "0020", "fffffffc c0000201 c0000202");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->nlsa);
    CU_ASSERT_EQUAL(lsa->nlsa->networkmask, 0xfffffffc);
    CU_ASSERT_EQUAL_FATAL(lsa->nlsa->n_attachedrouter, 2);
    CU_ASSERT_EQUAL(lsa->nlsa->attachedrouter[1], 0xc0000202);
}

static void
a_summary_has_mask_and_metric(void)
{
    Types__LSA *lsa = advertised("03", "0020", "ffffff00 ff010203 08000001");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->summaryv2);
    CU_ASSERT_EQUAL(lsa->summaryv2->networkmask, 0xffffff00);
    CU_ASSERT_EQUAL(lsa->summaryv2->metric, 0x010203);
    lsa = advertised("04", "001c", "00000000 00000014");
    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->summaryv2);
    CU_ASSERT_EQUAL(lsa->summaryv2->metric, 20);
}

static void
external_routes_keep_their_bit_in_its_place(void)
{
    Types__LSA *lsa = advertised("05", "0024", "ffffff00 ff000014 c0000209 deadbeef");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->aselsav2);
    CU_ASSERT_EQUAL(lsa->aselsav2->externalbit, 128);
    CU_ASSERT_EQUAL(lsa->aselsav2->metric, 20);
    CU_ASSERT_EQUAL(lsa->aselsav2->networkmask, 0xffffff00);
    CU_ASSERT_EQUAL(lsa->aselsav2->forwardingaddress, 0xc0000209);
    CU_ASSERT_EQUAL(lsa->aselsav2->externalroutetag, 0xdeadbeef);
}

static void
routes_of_a_stub_area_look_like_external_ones(void)
{
    Types__LSA *lsa = advertised("07", "0024", "ffffff00 00000014 c0000209 00000000");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->aselsav2);
    CU_ASSERT_EQUAL(lsa->aselsav2->externalbit, 0);
}

static void
an_opaque_body_stays_bytes(void)
{
    Types__LSA *lsa = advertised("0a", "001c", "00010004 c0000201");

    CU_ASSERT(holds(lsa->body, "00010004 c0000201"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_damaged_advertisement_does_not_stop_the_next(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("04", "004e") "00000002" LSA("02", "0016") "ffff"
                                  LSA("03", "001c") "ffffff00 00000014");

    CU_ASSERT_EQUAL_FATAL(ospf->lsu->n_lsas, 2);
    CU_ASSERT_EQUAL(ospf->lsu->lsas[1]->summaryv2->metric, 20);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
an_advertisement_below_its_header_ends_the_update(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("04", "0030") "00000001" LSA("02", "0013"));

    CU_ASSERT_EQUAL(ospf->lsu->n_lsas, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "advertisement shorter than its header");
}

static void
more_advertisements_than_there_are_is_malformed(void)
{
    Types__OSPFv2 *ospf = decoded(HEADER("04", "0038") "ffffffff" LSA("03", "001c")
                                  "ffffff00 00000014");

    CU_ASSERT_EQUAL(ospf->lsu->numoflsas, 0xffffffff);
    CU_ASSERT_EQUAL(ospf->lsu->n_lsas, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(an_unknown_type_is_malformed),
        SENTENCE(authentication_keeps_its_64_bits),
        SENTENCE(a_hello_names_the_neighbors),
        SENTENCE(half_a_neighbor_is_left_out),
        SENTENCE(half_a_hello_is_left_out),
        SENTENCE(what_follows_the_length_is_no_neighbor),
        SENTENCE(a_description_lists_headers),
        SENTENCE(a_request_names_type_identifier_and_router),
        SENTENCE(an_acknowledgement_lists_headers),
        SENTENCE(a_router_lists_its_links_past_their_other_metrics),
        SENTENCE(links_beyond_the_advertisement_are_malformed),
        SENTENCE(more_bytes_make_no_more_links),
        SENTENCE(a_network_names_its_mask_and_its_routers),
        SENTENCE(a_summary_has_mask_and_metric),
        SENTENCE(external_routes_keep_their_bit_in_its_place),
        SENTENCE(routes_of_a_stub_area_look_like_external_ones),
        SENTENCE(an_opaque_body_stays_bytes),
        SENTENCE(a_damaged_advertisement_does_not_stop_the_next),
        SENTENCE(an_advertisement_below_its_header_ends_the_update),
        SENTENCE(more_advertisements_than_there_are_is_malformed),
        SENTENCES_END
    };

    return plugin_sentences("ospfv2", HEADER("05", "0018"), own);
}
