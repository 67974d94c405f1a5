/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "ftp.pb-c.h"

#include <string.h>

static Types__FTP *
ftp(size_t n)
{
    return written(n);
}

static void
greets(void)
{
    new_talk();
    server("220 (vsFTPd 3.0.3)\r\n");
}

static void
a_server_is_known_by_its_greeting(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 ready\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220-Welcome\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "421 too many\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 read"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "2"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 mx ESMTP\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "22x\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "SSH-2.0-x\r\n"), NC_NO);
}

static void
a_client_is_known_by_its_command(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "USER anonymous\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "feat\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "US"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "EHLO a\r\n"), NC_NO);
}

static enum nc_answer
elsewhere(int side, const char *text)
{
    new_talk();
    talk()->port[1] = 2600;
    return answer_to_text(side, text);
}

static void
on_other_ports_the_server_must_say_what_it_is(void)
{
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "220 (vsFTPd 3.0.3)\r\n"), NC_YES);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "220 ready\r\n"), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "220 no FTP but SMTP\r\n"), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "421 no FTP\r\n"), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_CLIENT, "USER anonymous\r\n"), NC_NO);
}

static void
commands_and_replies_are_records(void)
{
    greets();
    client("user anonymous\r\n");
    server("331 who\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(ftp(0)->isresponse && ftp(0)->responsecode == 220 && !ftp(1)->isresponse);
    CU_ASSERT_STRING_EQUAL(ftp(0)->command, "");
    CU_ASSERT_STRING_EQUAL(ftp(0)->replies[0], "(vsFTPd 3.0.3)");
    CU_ASSERT_STRING_EQUAL(ftp(1)->command, "user");
    CU_ASSERT_STRING_EQUAL(ftp(1)->argument, "anonymous");
    CU_ASSERT_STRING_EQUAL(ftp(2)->command, "USER");
    CU_ASSERT_STRING_EQUAL(ftp(2)->srcip, "10.0.0.2");
    CU_ASSERT(ftp(2)->srcport == 21 && ftp(1)->srcport == 40000);
}

static void
a_reply_ends_with_a_line_of_its_code(void)
{
    greets();
    client("FEAT\r\n");
    server("211-Features:\r\n UTF8\r\n226 no end\r\n211-more\r\n211 End\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_EQUAL_FATAL(ftp(2)->n_replies, 5);
    CU_ASSERT_STRING_EQUAL(ftp(2)->replies[0], "Features:");
    CU_ASSERT_STRING_EQUAL(ftp(2)->replies[1], " UTF8");
    CU_ASSERT_STRING_EQUAL(ftp(2)->replies[2], "226 no end");
    CU_ASSERT_STRING_EQUAL(ftp(2)->replies[3], "more");
    CU_ASSERT_STRING_EQUAL(ftp(2)->replies[4], "End");
}

static void
preliminary_replies_are_not_the_last(void)
{
    greets();
    client("RETR a\r\nQUIT\r\n");
    server("150 opening\r\n226 done\r\n221 bye\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 6);
    CU_ASSERT_STRING_EQUAL(ftp(3)->command, "RETR");
    CU_ASSERT_STRING_EQUAL(ftp(4)->command, "RETR");
    CU_ASSERT_STRING_EQUAL(ftp(5)->command, "QUIT");
}

static void
port_says_where_the_client_waits(void)
{
    greets();
    client("PORT 192,0,2,1,195,80\r\nPORT 1,2,3,4,5\r\nPORT 1,2,3,256,5,6\r\nPORT 1,2,3,4,5,\r\n"
           "PORT\r\nPORT 1,2,3,4,5,1000\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 7);
    CU_ASSERT_STRING_EQUAL(ftp(1)->dataip, "192.0.2.1");
    CU_ASSERT(ftp(1)->dataport == 50000 && !ftp(1)->passive);
    for (size_t i = 2; i < 7; i++) {
        CU_ASSERT_STRING_EQUAL(ftp(i)->dataip, "");
        CU_ASSERT_EQUAL(ftp(i)->dataport, 0);
    }
}

static void
pasv_says_where_the_server_waits(void)
{
    greets();
    client("PASV\r\n");
    server("227 Entering Passive Mode (192,0,2,2,0,255).\r\n");
    server("227 Entering Passive Mode. 192,0,2,3,1,0\r\n");
    server("227 Entering Passive Mode\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT_STRING_EQUAL(ftp(2)->dataip, "192.0.2.2");
    CU_ASSERT(ftp(2)->dataport == 255 && ftp(2)->passive);
    CU_ASSERT_STRING_EQUAL(ftp(3)->dataip, "192.0.2.3");
    CU_ASSERT(ftp(3)->dataport == 256 && ftp(3)->passive);
    CU_ASSERT(ftp(4)->dataport == 0 && !ftp(4)->passive);
}

static void
extended_ones_have_any_address(void)
{
    greets();
    client("EPRT |2|2001:db8::1|50001|\r\nEPRT |1|192.0.2.1|0|\r\n"
           "EPRT |1|192.0.2.1|65536|\r\nEPRT\r\n");
    client("EPSV\r\n");
    server("229 Entering Extended Passive Mode (|||65535|)\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 7);
    CU_ASSERT_STRING_EQUAL(ftp(1)->dataip, "2001:db8::1");
    CU_ASSERT(ftp(1)->dataport == 50001 && !ftp(1)->passive);
    for (size_t i = 2; i < 5; i++)
        CU_ASSERT_EQUAL(ftp(i)->dataport, 0);
    CU_ASSERT_STRING_EQUAL(ftp(6)->dataip, "10.0.0.2");
    CU_ASSERT(ftp(6)->dataport == 65535 && ftp(6)->passive);
}

static void
after_auth_others_may_go_on(void)
{
    greets();
    client("AUTH TLS\r\n");
    server("234 go on\r\n");
    client("\x16\x03\x01");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(ftp(2)->isencrypted && handed_over());
    greets();
    client("AUTH TLS\r\n");
    server("504 no\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(!ftp(2)->isencrypted && !handed_over());
}

static void
signals_of_telnet_are_no_part_of_a_command(void)
{
    greets();
    says(NC_CLIENT, "\xff\xf4\xff\xf2" "ABOR\r\n", 10);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(ftp(1)->command, "ABOR");
}

static void
what_is_no_command_is_refused_once(void)
{
    greets();
    client("/what\r\nmore of it\r\nNOOP\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "line that is no command");
    CU_ASSERT_STRING_EQUAL(ftp(1)->command, "NOOP");
}

static void
what_is_no_reply_is_refused_once(void)
{
    greets();
    server("what\r\n99 a\r\n200 a\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "line that is no reply");
    CU_ASSERT_EQUAL(ftp(1)->responsecode, 200);
}

static void
behind_a_gap_lines_are_found_again(void)
{
    greets();
    client("NOOP\r\n");
    loses(NC_CLIENT, 10);
    client("ment x\r\nNOOP\r\n");
    server("200 a\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 4);
    CU_ASSERT_STRING_EQUAL(ftp(2)->command, "NOOP");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
who_answers_is_the_server(void)
{
    new_talk();
    talk()->opened = false;
    says(NC_CLIENT, "200 a\r\n", 7);
    says(NC_SERVER, "NOOP\r\n", 6);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(ftp(0)->isresponse && !ftp(1)->isresponse);
}

static void
sound(void)
{
    server("220-(vsFTPd 3.0.3)\r\n220 x\r\n");
    client("USER a\r\n");
    server("331 b\r\n");
    client("PASS c\r\nPORT 1,2,3,4,5,6\r\nEPRT |1|1.2.3.4|5|\r\n");
    server("227 (1,2,3,4,5,6)\r\n229 (|||5|)\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_server_is_known_by_its_greeting),
        SENTENCE(a_client_is_known_by_its_command),
        SENTENCE(on_other_ports_the_server_must_say_what_it_is),
        SENTENCE(commands_and_replies_are_records),
        SENTENCE(a_reply_ends_with_a_line_of_its_code),
        SENTENCE(preliminary_replies_are_not_the_last),
        SENTENCE(port_says_where_the_client_waits),
        SENTENCE(pasv_says_where_the_server_waits),
        SENTENCE(extended_ones_have_any_address),
        SENTENCE(after_auth_others_may_go_on),
        SENTENCE(signals_of_telnet_are_no_part_of_a_command),
        SENTENCE(what_is_no_command_is_refused_once),
        SENTENCE(what_is_no_reply_is_refused_once),
        SENTENCE(behind_a_gap_lines_are_found_again),
        SENTENCE(who_answers_is_the_server),
        SENTENCES_END
    };

    return stream_sentences("ftp", sound, own);
}
