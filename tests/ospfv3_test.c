/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ospf.pb-c.h"
#include "ospfv3.pb-c.h"

#include <stdio.h>

#define HEADER(type, length) "03" type length "c0000201 00000001 abcd 07 00 "
#define LSA(type, length) "0001" type "00000005 c0000201 80000001 1234" length " "
#define PREFIX "20010db8 00000012"

/* The one advertisement of an update. */
static Types__LSA *
advertised(const char *type, const char *length, const char *body)
{
    char hex[512];
    Types__OSPFv3 *ospf;

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
    CU_ASSERT_STRING_EQUAL(refusal("02050010 c0000201 00000001 abcd0000"), "version is not 3");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("05", "000f")), "length shorter than the header");
}

static void
an_unknown_type_is_malformed(void)
{
    decoded(HEADER("00", "0010"));
    CU_ASSERT_STRING_EQUAL(malformed(), "packet of an unknown type");
}

static void
a_hello_names_the_neighbors(void)
{
    Types__OSPFv3 *ospf = decoded(HEADER("01", "0028") "00000005 01 000013 000a 0028 c0000201"
                                  "c0000202 c0000203 ffffffff");

    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->hello);
    CU_ASSERT_EQUAL(ospf->hello->interfaceid, 5);
    CU_ASSERT_EQUAL(ospf->hello->rtrpriority, 1);
    CU_ASSERT_EQUAL(ospf->hello->options, 0x13);
    CU_ASSERT_EQUAL(ospf->hello->hellointerval, 10);
    CU_ASSERT_EQUAL(ospf->hello->routerdeadinterval, 40);
    CU_ASSERT_EQUAL(ospf->hello->designatedrouterid, 0xc0000201);
    CU_ASSERT_EQUAL(ospf->hello->backupdesignatedrouterid, 0xc0000202);
    CU_ASSERT_EQUAL_FATAL(ospf->hello->n_neighborid, 1);
    CU_ASSERT_EQUAL(ospf->hello->neighborid[0], 0xc0000203);
}

static void
a_description_lists_headers(void)
{
    Types__OSPFv3 *ospf = decoded(HEADER("02", "0030") "00 000013 05dc 00 07 00001234"
                                  LSA("2001", "0028"));

    CU_ASSERT_PTR_NOT_NULL_FATAL(ospf->dbdesc);
    CU_ASSERT_EQUAL(ospf->dbdesc->options, 0x13);
    CU_ASSERT_EQUAL(ospf->dbdesc->interfacemtu, 1500);
    CU_ASSERT_EQUAL(ospf->dbdesc->flags, 7);
    CU_ASSERT_EQUAL(ospf->dbdesc->ddseqnumber, 0x1234);
    CU_ASSERT_EQUAL_FATAL(ospf->dbdesc->n_lsainfo, 1);
    CU_ASSERT_EQUAL(ospf->dbdesc->lsainfo[0]->lstype, 0x2001);
    CU_ASSERT_EQUAL(ospf->dbdesc->lsainfo[0]->lsoptions, 0);
}

static void
half_a_description_is_left_out(void)
{
    Types__OSPFv3 *ospf = decoded(HEADER("02", "0018") "00 000013 05dc 00 07");

    CU_ASSERT_PTR_NULL(ospf->dbdesc);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
a_request_names_type_identifier_and_router(void)
{
    Types__OSPFv3 *ospf = decoded(HEADER("03", "001c") "0000 2003 00000001 c0000202");

    CU_ASSERT_EQUAL_FATAL(ospf->n_lsr, 1);
    CU_ASSERT_EQUAL(ospf->lsr[0]->lstype, 0x2003);
    CU_ASSERT_EQUAL(ospf->lsr[0]->lsid, 1);
    CU_ASSERT_EQUAL(ospf->lsr[0]->advrouter, 0xc0000202);
}

static void
an_acknowledgement_lists_headers_up_to_the_length(void)
{
    Types__OSPFv3 *ospf = decoded(HEADER("05", "0024") LSA("2009", "002c") "0000");

    CU_ASSERT_EQUAL(ospf->instance, 7);
    CU_ASSERT_EQUAL_FATAL(ospf->n_lsas, 1);
    CU_ASSERT_EQUAL(ospf->lsas[0]->lstype, 0x2009);
    CU_ASSERT_EQUAL(ospf->lsas[0]->length, 44);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_router_lists_its_links(void)
{
    Types__LSA *lsa = advertised("2001", "0028", "03 000033 02 00 000a 00000005 00000006 c0000202");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->rlsa);
    CU_ASSERT_EQUAL(lsa->rlsa->flags, 3);
    CU_ASSERT_EQUAL(lsa->rlsa->options, 0x33);
    CU_ASSERT_EQUAL_FATAL(lsa->rlsa->n_routers, 1);
    CU_ASSERT_EQUAL(lsa->rlsa->routers[0]->type, 2);
    CU_ASSERT_EQUAL(lsa->rlsa->routers[0]->metric, 10);
    CU_ASSERT_EQUAL(lsa->rlsa->routers[0]->interfaceid, 5);
    CU_ASSERT_EQUAL(lsa->rlsa->routers[0]->neighborinterfaceid, 6);
    CU_ASSERT_EQUAL(lsa->rlsa->routers[0]->neighborrouterid, 0xc0000202);
}

static void
half_a_link_is_left_out(void)
{
    Types__LSA *lsa = advertised("2001", "0020", "03 000033 02 00 000a 00000005");

    CU_ASSERT_EQUAL(lsa->rlsa->n_routers, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
a_network_names_its_options_and_routers(void)
{
    Types__LSA *lsa = advertised("2002", "0020", "00 000033 c0000201 c0000202");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->nlsa);
    CU_ASSERT_EQUAL(lsa->nlsa->options, 0x33);
    CU_ASSERT_EQUAL_FATAL(lsa->nlsa->n_attachedrouter, 2);
    CU_ASSERT_EQUAL(lsa->nlsa->attachedrouter[0], 0xc0000201);
}

static void
another_areas_prefix_takes_whole_words(void)
{
    Types__LSA *lsa = advertised("2003", "0024", "00 00004a 21 04 0000" PREFIX);

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->interaprefixlsa);
    CU_ASSERT_EQUAL(lsa->interaprefixlsa->metric, 74);
    CU_ASSERT_EQUAL(lsa->interaprefixlsa->prefixlength, 33);
    CU_ASSERT_EQUAL(lsa->interaprefixlsa->prefixoptions, 4);
    CU_ASSERT(holds(lsa->interaprefixlsa->addressprefix, PREFIX));
}

static void
a_default_route_has_no_prefix(void)
{
    Types__LSA *lsa = advertised("2003", "001c", "00 000001 00 00 0000");

    CU_ASSERT_EQUAL(lsa->interaprefixlsa->addressprefix.len, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_prefix_above_128_bits_is_malformed(void)
{
    Types__LSA *lsa = advertised("2003", "0030", "00 000001 81 00 0000 00000000 00000000 00000000"
                                 "00000000 00000000");

    CU_ASSERT_EQUAL(lsa->interaprefixlsa->addressprefix.len, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "prefix longer than an address");
}

static void
another_areas_router_has_options_metric_and_identifier(void)
{
    Types__LSA *lsa = advertised("2004", "0020", "00 000033 00 00004a c0000203");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->iarouterlsa);
    CU_ASSERT_EQUAL(lsa->iarouterlsa->options, 0x33);
    CU_ASSERT_EQUAL(lsa->iarouterlsa->metric, 74);
    CU_ASSERT_EQUAL(lsa->iarouterlsa->destinationrouterid, 0xc0000203);
}

static void
an_external_route_may_have_all_options(void)
{
    Types__LSA *lsa = advertised("4005", "0038", "07 000014 20 00 2001 20010db8"
                                 "fe800000000000000000000000000001 deadbeef 00000009");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->aselsa);
    CU_ASSERT_EQUAL(lsa->aselsa->flags, 7);
    CU_ASSERT_EQUAL(lsa->aselsa->metric, 20);
    CU_ASSERT_EQUAL(lsa->aselsa->reflstype, 0x2001);
    CU_ASSERT(holds(lsa->aselsa->addressprefix, "20010db8"));
    CU_ASSERT(holds(lsa->aselsa->forwardingaddress, "fe800000000000000000000000000001"));
    CU_ASSERT_EQUAL(lsa->aselsa->externalroutetag, 0xdeadbeef);
    CU_ASSERT_EQUAL(lsa->aselsa->reflinkstateid, 9);
}

static void
an_external_route_may_have_none(void)
{
    Types__LSA *lsa = advertised("2007", "0020", "04 000014 20 08 0000 20010db8");

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->aselsa);
    CU_ASSERT_EQUAL(lsa->aselsa->prefixoptions, 8);
    CU_ASSERT_EQUAL(lsa->aselsa->forwardingaddress.len, 0);
    CU_ASSERT(!lsa->aselsa->externalroutetag && !lsa->aselsa->reflinkstateid);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
tag_and_forwarding_address_have_a_flag_each(void)
{
    Types__ASExternalLSA *external = advertised("4005", "0020", "01 000014 00 00 0000 deadbeef")
                                         ->aselsa;

    CU_ASSERT_EQUAL(external->externalroutetag, 0xdeadbeef);
    CU_ASSERT_EQUAL(external->forwardingaddress.len, 0);
    external = advertised("4005", "002c", "02 000014 00 00 0000 fe800000000000000000000000000001")
                   ->aselsa;
    CU_ASSERT_EQUAL(external->externalroutetag, 0);
    CU_ASSERT_EQUAL(external->forwardingaddress.len, 16);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_prefix_may_be_a_whole_address(void)
{
    Types__LSA *lsa = advertised("2003", "002c", "00 000001 80 02 0000" PREFIX
                                 "00000000 00000001");

    CU_ASSERT(holds(lsa->interaprefixlsa->addressprefix, PREFIX "00000000 00000001"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
more_bytes_make_no_more_prefixes(void)
{
    Types__LSA *lsa = advertised("0008", "0034", "01 000033 fe800000000000000000000000000001"
                                 "00000001 00 00 0000 00 00 0000");

    CU_ASSERT_EQUAL(lsa->llsa->n_prefixes, 1);
    lsa = advertised("2009", "0028", "0001 2001 00000007 c0000201 00 00 0000 00 00 0000");
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->n_prefixes, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_link_lists_its_prefixes(void)
{
    Types__LSA *lsa = advertised("0008", "0038", "01 000033 fe800000000000000000000000000001"
                                 "00000001 40 00 0000" PREFIX);

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->llsa);
    CU_ASSERT_EQUAL(lsa->llsa->rtrpriority, 1);
    CU_ASSERT_EQUAL(lsa->llsa->options, 0x33);
    CU_ASSERT(holds(lsa->llsa->linklocaladdress, "fe800000000000000000000000000001"));
    CU_ASSERT_EQUAL(lsa->llsa->numofprefixes, 1);
    CU_ASSERT_EQUAL_FATAL(lsa->llsa->n_prefixes, 1);
    CU_ASSERT_EQUAL(lsa->llsa->prefixes[0]->prefixlength, 64);
    CU_ASSERT(holds(lsa->llsa->prefixes[0]->addressprefix, PREFIX));
}

static void
prefixes_of_the_area_have_metrics(void)
{
    Types__LSA *lsa = advertised("2009", "0030", "0002 2001 00000007 c0000201"
                                 "00 02 0001 40 00 000a" PREFIX);

    CU_ASSERT_PTR_NOT_NULL_FATAL(lsa->intraaprefixlsa);
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->reflstype, 0x2001);
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->reflinkstateid, 7);
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->refadvrouter, 0xc0000201);
    CU_ASSERT_EQUAL_FATAL(lsa->intraaprefixlsa->n_prefixes, 2);
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->prefixes[0]->prefixoptions, 2);
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->prefixes[1]->metric, 10);
}

static void
prefixes_beyond_the_advertisement_are_malformed(void)
{
    Types__LSA *lsa = advertised("2009", "0024", "ffff 2001 00000007 c0000201 00 00 0000");

    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->numofprefixes, 0xffff);
    CU_ASSERT_EQUAL(lsa->intraaprefixlsa->n_prefixes, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
how_far_it_is_flooded_does_not_change_what_it_is(void)
{
    Types__LSA *lsa = advertised("a002", "001c", "00 000033 c0000201");

    CU_ASSERT_EQUAL(lsa->header->lstype, 0xa002);
    CU_ASSERT_PTR_NOT_NULL(lsa->nlsa);
}

static void
an_unknown_body_stays_bytes(void)
{
    CU_ASSERT(holds(advertised("800c", "0018", "00010004")->body, "00010004"));
    CU_ASSERT(holds(advertised("2006", "0018", "00010004")->body, "00010004"));
    CU_ASSERT(holds(advertised("200a", "0018", "00010004")->body, "00010004"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(an_unknown_type_is_malformed),
        SENTENCE(a_hello_names_the_neighbors),
        SENTENCE(a_description_lists_headers),
        SENTENCE(half_a_description_is_left_out),
        SENTENCE(a_request_names_type_identifier_and_router),
        SENTENCE(an_acknowledgement_lists_headers_up_to_the_length),
        SENTENCE(a_router_lists_its_links),
        SENTENCE(half_a_link_is_left_out),
        SENTENCE(a_network_names_its_options_and_routers),
        SENTENCE(another_areas_prefix_takes_whole_words),
        SENTENCE(a_default_route_has_no_prefix),
        SENTENCE(a_prefix_above_128_bits_is_malformed),
        SENTENCE(another_areas_router_has_options_metric_and_identifier),
        SENTENCE(an_external_route_may_have_all_options),
        SENTENCE(an_external_route_may_have_none),
        SENTENCE(tag_and_forwarding_address_have_a_flag_each),
        SENTENCE(a_prefix_may_be_a_whole_address),
        SENTENCE(more_bytes_make_no_more_prefixes),
        SENTENCE(a_link_lists_its_prefixes),
        SENTENCE(prefixes_of_the_area_have_metrics),
        SENTENCE(prefixes_beyond_the_advertisement_are_malformed),
        SENTENCE(how_far_it_is_flooded_does_not_change_what_it_is),
        SENTENCE(an_unknown_body_stays_bytes),
        SENTENCES_END
    };

    return plugin_sentences("ospfv3", HEADER("05", "0010"), own);
}
