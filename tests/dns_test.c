/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "dns.pb-c.h"

#include <stdio.h>

#define WWW " 03777777 076578616d706c65 03636f6d 00 "
#define RR(type, length, data) " 00" type "0001 00000e10" length data " "

/* The one answer to a question for www.example.com, at 12; example.com is at 16. */
static Types__DNSResourceRecord *
answer(const char *type, const char *length, const char *data)
{
    char hex[1024];
    Types__DNS *dns;

    snprintf(hex, sizeof hex,
             "0001 8180 0001 0001 0000 0000" WWW "%s 0001 c00c %s 0001 fffefdfc %s %s",
             type, type, length, data);
    dns = decoded(hex);
    CU_ASSERT_EQUAL_FATAL(dns->n_answers, 1);
    return dns->answers[0];
}

static void
flags_are_cut_into_their_fields(void)
{
    Types__DNS *dns = decoded("ffff aa55 0000 0000 0000 0000");

    CU_ASSERT_EQUAL(dns->qr, 1);
    CU_ASSERT_EQUAL(dns->opcode, 5);
    CU_ASSERT(!dns->aa && dns->tc && !dns->rd && !dns->ra);
    CU_ASSERT_EQUAL(dns->z, 5);
    CU_ASSERT_EQUAL(dns->responsecode, 5);
}

static void
a_question_has_name_type_and_class(void)
{
    Types__DNS *dns = decoded("0001 0100 0001 0000 0000 0000" WWW "001c 8001");

    CU_ASSERT_EQUAL_FATAL(dns->n_questions, 1);
    CU_ASSERT(spells(dns->questions[0]->name, "www.example.com"));
    CU_ASSERT_EQUAL(dns->questions[0]->type, 28);
    CU_ASSERT_EQUAL(dns->questions[0]->class_, 0x8001);
}

static void
the_root_is_an_empty_name(void)
{
    Types__DNS *dns = decoded("0001 0100 0001 0000 0000 0000 00 0002 0001");

    CU_ASSERT_EQUAL_FATAL(dns->n_questions, 1);
    CU_ASSERT_EQUAL(dns->questions[0]->name.len, 0);
    CU_ASSERT_EQUAL(dns->questions[0]->type, 2);
}

static void
every_section_is_read(void)
{
    Types__DNS *dns = decoded("0001 8180 0000 0001 0001 0002"
                              RR("ff00", "0001", "aa") RR("ff00", "0001", "bb")
                              RR("ff00", "0001", "cc") RR("0029", "0001", "dd"));

    CU_ASSERT(dns->n_answers == 1 && dns->n_authorities == 1 && dns->n_additionals == 2);
    CU_ASSERT(holds(dns->answers[0]->data, "aa"));
    CU_ASSERT(holds(dns->authorities[0]->data, "bb"));
    CU_ASSERT(holds(dns->additionals[0]->data, "cc"));
    CU_ASSERT(holds(dns->additionals[1]->data, "dd"));
}

static void
a_record_has_name_type_class_ttl_and_data(void)
{
    Types__DNSResourceRecord *rr = answer("ff01", "0003", "deadbe");

    CU_ASSERT(spells(rr->name, "www.example.com"));
    CU_ASSERT_EQUAL(rr->type, 0xff01);
    CU_ASSERT_EQUAL(rr->class_, 1);
    CU_ASSERT_EQUAL(rr->ttl, 0xfffefdfc);
    CU_ASSERT_EQUAL(rr->datalength, 3);
    CU_ASSERT(holds(rr->data, "deadbe"));
}

static void
an_address_record_shows_the_address(void)
{
    CU_ASSERT_STRING_EQUAL(answer("0001", "0004", "c0000250")->ip, "192.0.2.80");
    CU_ASSERT_STRING_EQUAL(answer("001c", "0010", "20010db8000000000000000000000050")->ip,
                           "2001:db8::50");
}

static void
an_address_of_the_wrong_length_stays_bytes(void)
{
    Types__DNSResourceRecord *rr = answer("0001", "0005", "c000025000");

    CU_ASSERT_STRING_EQUAL(rr->ip, "");
    CU_ASSERT(holds(rr->data, "c000025000"));
    CU_ASSERT_STRING_EQUAL(malformed(), "address of the wrong length");
}

static void
empty_data_is_no_error(void)
{
    Types__DNSResourceRecord *rr = answer("0001", "0000", "");

    CU_ASSERT_STRING_EQUAL(rr->ip, "");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
names_in_data_point_into_the_message(void)
{
    CU_ASSERT(spells(answer("0002", "0006", "036e7331 c010")->ns, "ns1.example.com"));
    CU_ASSERT(spells(answer("0005", "0006", "0363646e c010")->cname, "cdn.example.com"));
    CU_ASSERT(spells(answer("0027", "0002", "c010")->cname, "example.com"));
    CU_ASSERT(spells(answer("000c", "0002", "c00c")->ptr, "www.example.com"));
}

static void
a_name_that_runs_out_of_its_data_stays_bytes(void)
{
    Types__DNSResourceRecord *rr = answer("0002", "0003", "036e73");

    CU_ASSERT_EQUAL(rr->ns.len, 0);
    CU_ASSERT(holds(rr->data, "036e73"));
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
an_authority_shows_its_seven_members(void)
{
    Types__DNSSOA *soa = answer("0006", "0021", "026e73c010 0561646d696ec010" "fffffffe 00000002"
                                "00000003 00000004 00000005")->soa;

    CU_ASSERT_PTR_NOT_NULL_FATAL(soa);
    CU_ASSERT(spells(soa->mname, "ns.example.com"));
    CU_ASSERT(spells(soa->rname, "admin.example.com"));
    CU_ASSERT_EQUAL(soa->serial, 0xfffffffe);
    CU_ASSERT(soa->refresh == 2 && soa->retry == 3 && soa->expire == 4 && soa->minimum == 5);
}

static void
a_service_shows_its_four_members(void)
{
    Types__DNSSRV *srv = answer("0021", "000c", "0001 0002 13c4 03736970 c010")->srv;

    CU_ASSERT_PTR_NOT_NULL_FATAL(srv);
    CU_ASSERT(srv->priority == 1 && srv->weight == 2 && srv->port == 5060);
    CU_ASSERT(spells(srv->name, "sip.example.com"));
}

static void
a_mail_exchange_shows_its_two_members(void)
{
    Types__DNSMX *mx = answer("000f", "0004", "000a c010")->mx;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mx);
    CU_ASSERT_EQUAL(mx->preference, 10);
    CU_ASSERT(spells(mx->name, "example.com"));
}

static void
a_broken_mail_exchange_is_left_empty(void)
{
    Types__DNSMX *mx = answer("000f", "0003", "000a 04")->mx;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mx);
    CU_ASSERT_EQUAL(mx->preference, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
texts_are_listed_empty_ones_too(void)
{
    Types__DNSResourceRecord *rr = answer("0010", "000a", "056669727374 00 027473");

    CU_ASSERT_EQUAL_FATAL(rr->n_txts, 3);
    CU_ASSERT(spells(rr->txts[0], "first"));
    CU_ASSERT(spells(rr->txts[1], ""));
    CU_ASSERT(spells(rr->txts[2], "ts"));
}

static void
a_text_that_runs_out_of_its_data_is_left_out(void)
{
    Types__DNSResourceRecord *rr = answer("0063", "0005", "0161 09 6162");

    CU_ASSERT_EQUAL_FATAL(rr->n_txts, 1);
    CU_ASSERT(spells(rr->txts[0], "a"));
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
only_the_members_of_its_type_are_filled(void)
{
    Types__DNSResourceRecord *rr = answer("0001", "0004", "c0000250");

    CU_ASSERT(!rr->soa->serial && !rr->srv->port && !rr->mx->name.len && !rr->n_txts);
    CU_ASSERT(!rr->ns.len && !rr->cname.len && !rr->ptr.len);
}

static void
bad_data_of_one_record_does_not_stop_the_next(void)
{
    Types__DNS *dns = decoded("0001 8180 0000 0002 0000 0000" RR("0001", "0001", "c0")
                              RR("0001", "0004", "c0000250"));

    CU_ASSERT_EQUAL_FATAL(dns->n_answers, 2);
    CU_ASSERT_STRING_EQUAL(dns->answers[1]->ip, "192.0.2.80");
    CU_ASSERT_STRING_EQUAL(dns->malformed, "");
    CU_ASSERT_STRING_EQUAL(malformed(), "address of the wrong length");
}

static void
a_malformed_tail_keeps_what_was_before_it(void)
{
    Types__DNS *dns = decoded("0001 8180 0001 0002 0001 0000" WWW "0001 0001"
                              RR("0001", "0004", "c0000250") "c00c 0001 0001 00000e10 0004 c000");

    CU_ASSERT(dns->n_questions == 1 && dns->n_answers == 1 && dns->n_authorities == 0);
    CU_ASSERT_STRING_EQUAL(dns->malformed, nc_truncated);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
half_a_question_is_left_out(void)
{
    Types__DNS *dns = decoded("0001 0100 0001 0000 0000 0000" WWW "0001 00");

    CU_ASSERT_EQUAL(dns->n_questions, 0);
    CU_ASSERT_STRING_EQUAL(dns->malformed, nc_truncated);
}

static void
a_name_that_points_to_itself_ends_the_message(void)
{
    Types__DNS *dns = decoded("0001 0100 0001 0000 0000 0000 c00c 0001 0001");

    CU_ASSERT_EQUAL(dns->n_questions, 0);
    CU_ASSERT_STRING_EQUAL(dns->malformed, "name points forward or to itself");
}

static void
counts_beyond_the_message_are_harmless(void)
{
    Types__DNS *dns = decoded("0001 0100 ffff ffff ffff ffff" WWW "0001 0001");

    CU_ASSERT_EQUAL(dns->n_questions, 1);
    CU_ASSERT_EQUAL(dns->qdcount, 65535);
    CU_ASSERT_EQUAL(dns->n_answers, 0);
}

static void
a_sound_message_is_not_malformed(void)
{
    Types__DNS *dns = decoded("0001 0100 0001 0000 0000 0000" WWW "0001 0001");

    CU_ASSERT_STRING_EQUAL(dns->malformed, "");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
    CU_ASSERT_EQUAL(left(), 0);
}

#define QUERY "0001 0100 0001 0000 0000 0000" WWW "0001 0001"
#define REPLY "0001 8180 0001 0001 0000 0000" WWW "0001 0001 c00c 0001 0001 00000e10 0004 c0000201"

static void
in_streams_each_message_has_its_length_before_it(void)
{
    new_talk();
    says_hex(NC_CLIENT, "0021" QUERY "0021" QUERY);
    says_hex(NC_SERVER, "0031" REPLY);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_EQUAL(((Types__DNS *)written(1))->n_questions, 1);
    CU_ASSERT_EQUAL_FATAL(((Types__DNS *)written(2))->n_answers, 1);
    CU_ASSERT(spells(((Types__DNS *)written(2))->answers[0]->name, "www.example.com"));
    CU_ASSERT_STRING_EQUAL(((Types__DNS *)written(2))->answers[0]->ip, "192.0.2.1");
    CU_ASSERT_EQUAL(written_at(2).seconds, 2);
}

static void
a_stream_of_another_protocol_is_not_claimed(void)
{
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, "0021 0001 0100 0001");
    loses(NC_CLIENT, 9);
    says_hex(NC_CLIENT, "00 01 02 03 04 ff ff ff ff ff ff ff ff ff 01 02 03 04");
    says_hex(NC_CLIENT, "0021" QUERY);
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_EQUAL(play_in_pieces(8, 0), 1);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, "0021" QUERY "0021" QUERY);
    says_hex(NC_SERVER, "0031" REPLY);
}

static void
a_datagram_is_recognised_by_kind_counts_and_first_entry(void)
{
    CU_ASSERT_EQUAL(recognised("0001 0100 0001 0000 0000 0000" WWW "0001 0001"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0000 8400 0000 0001 0000 0000" WWW
                               "0001 8001 00000078 0004 c0000201"),
                    NC_YES);
    CU_ASSERT_EQUAL(recognised("0001 8182 0000 0000 0000 0000"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0001 0100 0000 0000 0000 0001 00 0029 04d0 00000000 0000"), NC_YES);
}

static void
malformed_datagrams_are_possible_by_two_signs(void)
{
    CU_ASSERT_EQUAL(recognised("0001 0100 0001 0000 0000 0000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0001 0100 0001 0000 0000 0000 40 00 0001 0001"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0001 0100 0001 ffff 0000 0000" WWW "0001 0001"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0001 4900 0001 0000 0000 0000" WWW "0001 0001"), NC_MORE);
}

static void
what_is_no_message_is_not_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0100 0001 ffff 0000 0000 c00c 0001 0001"),
                           "neither question nor record");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 4900 0001 0000 0000 0000 c00c 0001 0001"),
                           "neither question nor record");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0100 0001"), "ends too early");
}

static void
what_the_capture_cut_is_recognised_by_what_there_is(void)
{
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("0001 8180 0001 0001 0000 0000 03777777 07 6578"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0001 8180 0001 0001 0000 0000" WWW "0001 0001 c00c"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0001 8180 0001 0001 0000 0000 47505300 0000"), NC_MORE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(flags_are_cut_into_their_fields),
        SENTENCE(a_question_has_name_type_and_class),
        SENTENCE(the_root_is_an_empty_name),
        SENTENCE(every_section_is_read),
        SENTENCE(a_record_has_name_type_class_ttl_and_data),
        SENTENCE(an_address_record_shows_the_address),
        SENTENCE(an_address_of_the_wrong_length_stays_bytes),
        SENTENCE(empty_data_is_no_error),
        SENTENCE(names_in_data_point_into_the_message),
        SENTENCE(a_name_that_runs_out_of_its_data_stays_bytes),
        SENTENCE(an_authority_shows_its_seven_members),
        SENTENCE(a_service_shows_its_four_members),
        SENTENCE(a_mail_exchange_shows_its_two_members),
        SENTENCE(a_broken_mail_exchange_is_left_empty),
        SENTENCE(texts_are_listed_empty_ones_too),
        SENTENCE(a_text_that_runs_out_of_its_data_is_left_out),
        SENTENCE(only_the_members_of_its_type_are_filled),
        SENTENCE(bad_data_of_one_record_does_not_stop_the_next),
        SENTENCE(a_malformed_tail_keeps_what_was_before_it),
        SENTENCE(half_a_question_is_left_out),
        SENTENCE(a_name_that_points_to_itself_ends_the_message),
        SENTENCE(counts_beyond_the_message_are_harmless),
        SENTENCE(a_sound_message_is_not_malformed),
        SENTENCE(in_streams_each_message_has_its_length_before_it),
        SENTENCE(a_stream_of_another_protocol_is_not_claimed),
        SENTENCE(behind_a_gap_messages_are_found_again),
        STREAM_SENTENCES,
        SENTENCE(a_datagram_is_recognised_by_kind_counts_and_first_entry),
        SENTENCE(malformed_datagrams_are_possible_by_two_signs),
        SENTENCE(what_is_no_message_is_not_recognised),
        SENTENCE(what_the_capture_cut_is_recognised_by_what_there_is),
        SENTENCES_END
    };

    stream_sound(sound);
    return plugin_sentences("dns", "0001 0100 0000 0000 0000 0000", own);
}
