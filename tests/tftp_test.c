/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "tftp.pb-c.h"

#include <string.h>

static Types__TFTP *
tftp(size_t n)
{
    return written(n);
}

/* A request to port 69, and all that follows from and to the port that answers. */
static void
asks(const char *request, size_t size)
{
    new_talk();
    says(NC_CLIENT, request, size);
    talk()->port[NC_SERVER] = 2000;
}

static const char read_request[] = "\0\1a.bin\0octet";

static void
asks_for_a_file(void)
{
    asks(read_request, sizeof read_request);
}

static enum nc_answer
recognise(const char *bytes, size_t size)
{
    char hex[2 * 64 + 1];

    for (size_t i = 0; i < size; i++)
        for (int half = 0; half < 2; half++)
            hex[2 * i + (size_t)half] = nc_hex_digit((uint64_t)bytes[i] >> (half ? 0 : 4));
    hex[2 * size] = '\0';
    return recognised(hex);
}

#define RECOGNISED(text) recognise(text, sizeof(text) - 1)

static void
requests_are_known_by_their_mode(void)
{
    CU_ASSERT_EQUAL(RECOGNISED("\0\1a\0octet\0"), NC_YES);
    CU_ASSERT_EQUAL(RECOGNISED("\0\2a\0NetASCII\0blksize\0"), NC_YES);
    CU_ASSERT_EQUAL(RECOGNISED("\0\1a\0binary\0"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("\0\1\0octet\0"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("\0\1a\0octet"), NC_NO);
}

static void
others_by_their_numbers(void)
{
    CU_ASSERT_EQUAL(RECOGNISED("\0\3\0\1"), NC_MORE);
    CU_ASSERT_EQUAL(RECOGNISED("\0\4\0\1"), NC_MORE);
    CU_ASSERT_EQUAL(RECOGNISED("\0\4\0\1x"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("\0\5\0\10x\0"), NC_MORE);
    CU_ASSERT_EQUAL(RECOGNISED("\0\5\0\11x\0"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("\0\6a\0b\0"), NC_MORE);
    CU_ASSERT_EQUAL(RECOGNISED("\0\3\0"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("\0\0\0\1"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("\0\7\0\1"), NC_NO);
    CU_ASSERT_EQUAL(RECOGNISED("GET / HTTP/1.1"), NC_NO);
}

static void
a_request_has_name_and_mode(void)
{
    static const char request[] = "\0\2dir/a\0OCTET\0tsize\0" "0\0blksize\0" "1432";

    asks(request, sizeof request);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(tftp(0)->opcode, 2);
    CU_ASSERT_STRING_EQUAL(tftp(0)->filename, "dir/a");
    CU_ASSERT_STRING_EQUAL(tftp(0)->mode, "OCTET");
    CU_ASSERT_EQUAL_FATAL(tftp(0)->n_options, 2);
    CU_ASSERT_STRING_EQUAL(tftp(0)->options[0], "tsize=0");
    CU_ASSERT_STRING_EQUAL(tftp(0)->options[1], "blksize=1432");
    CU_ASSERT_STRING_EQUAL(tftp(0)->srcip, "10.0.0.1");
    CU_ASSERT(tftp(0)->srcport == 40000 && tftp(0)->dstport == 69);
}

static void
the_transfer_goes_on_from_another_port(void)
{
    asks_for_a_file();
    says_hex(NC_SERVER, "0003 0001 616263");
    says_hex(NC_CLIENT, "0004 0001");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(tftp(1)->opcode == 3 && tftp(1)->block == 1 && tftp(1)->datasize == 3);
    CU_ASSERT(tftp(1)->srcport == 2000 && tftp(1)->dstport == 40000);
    CU_ASSERT(tftp(2)->opcode == 4 && tftp(2)->block == 1 && tftp(2)->datasize == 0);
    CU_ASSERT_STRING_EQUAL(tftp(1)->filename, "a.bin");
    CU_ASSERT_STRING_EQUAL(tftp(2)->filename, "a.bin");
    CU_ASSERT_EQUAL(written_at(2).seconds, 3);
}

static void
or_from_the_same_one(void)
{
    new_talk();
    says(NC_CLIENT, read_request, sizeof read_request);
    says_hex(NC_SERVER, "0003 ffff");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(tftp(1)->block == 65535 && tftp(1)->srcport == 69);
    CU_ASSERT_STRING_EQUAL(tftp(1)->filename, "a.bin");
}

static void
of_a_transfer_names_of_30_bytes_are_told(void)
{
    char request[64] = "\0\1";

    for (size_t size = 29; size <= 31; size++) {
        memset(request + 2, 'x', size);
        memcpy(request + 2 + size, "\0octet", 7);
        asks(request, 2 + size + 7);
        says_hex(NC_SERVER, "0003 0001");
        CU_ASSERT_EQUAL_FATAL(play(), 2);
        CU_ASSERT_EQUAL(strlen(tftp(0)->filename), size);
        CU_ASSERT_EQUAL(strlen(tftp(1)->filename), size <= 30 ? size : 0);
    }
}

static void
options_are_answered(void)
{
    asks_for_a_file();
    says(NC_SERVER, "\0\6blksize\0" "1024\0", 15);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_EQUAL_FATAL(tftp(1)->n_options, 1);
    CU_ASSERT_STRING_EQUAL(tftp(1)->options[0], "blksize=1024");
}

static void
an_error_has_code_and_message(void)
{
    asks_for_a_file();
    says(NC_SERVER, "\0\5\0\1File not found\0", 19);
    says(NC_SERVER, "\0\5\0\10no zero", 11);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(tftp(1)->opcode == 5 && tftp(1)->errorcode == 1);
    CU_ASSERT_STRING_EQUAL(tftp(1)->errormessage, "File not found");
    CU_ASSERT_EQUAL(tftp(2)->errorcode, 8);
    CU_ASSERT_STRING_EQUAL(tftp(2)->errormessage, "no zero");
}

static void
is_refused(const char *bytes, size_t size, const char *reason)
{
    asks_for_a_file();
    says_hex(NC_SERVER, "0003 0001");
    says(NC_SERVER, bytes, size);
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), reason);
}

static void
what_is_no_packet_is_refused(void)
{
    is_refused("\0\7\0\1", 4, "operation that does not exist");
    is_refused("\0\0\0\1", 4, "operation that does not exist");
    is_refused("\0\5\0\11", 4, "error that does not exist");
    is_refused("\0\4\0", 3, nc_truncated);
    is_refused("\0\6a\0b", 5, nc_truncated);
    is_refused("\0\6\0b\0", 5, "option without a name");
    is_refused("\0\1\0octet\0", 9, "request without a file's name");
    is_refused("\0\1a\0binary\0", 11, "mode that does not exist");
}

static void
a_block_has_65464_bytes_at_most(void)
{
    static char block[4 + 65465] = "\0\3\0\1";

    asks_for_a_file();
    says(NC_SERVER, block, sizeof block - 1);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_EQUAL(tftp(1)->datasize, 65464);
    is_refused(block, sizeof block, "block of more than 65464 bytes");
}

static void
options_are_32_at_most(void)
{
    char request[256];

    for (size_t n = 32; n <= 33; n++) {
        new_talk();
        says(NC_CLIENT, read_request, sizeof read_request);
        memcpy(request, read_request, sizeof read_request);
        for (size_t i = 0; i < n; i++)
            memcpy(request + sizeof read_request + 4 * i, "a\0b", 4);
        says(NC_CLIENT, request, sizeof read_request + 4 * n);
        CU_ASSERT_EQUAL(play(), n == 32 ? 2 : 1);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), n == 32 ? "" : "more than 32 options");
    }
}

static void
what_nobody_asked_for_is_no_transfer(void)
{
    new_talk();
    talk()->port[NC_SERVER] = 2000;
    says_hex(NC_SERVER, "0003 0001");
    CU_ASSERT_EQUAL(play(), 0);
    new_talk();
    says(NC_CLIENT, "GET / HTTP/1.1", 14);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
sound(void)
{
    says(NC_CLIENT, "\0\1a\0octet\0blksize\0" "512\0", 22);
    talk()->port[NC_SERVER] = 2000;
    says(NC_SERVER, "\0\6blksize\0" "512\0", 14);
    says_hex(NC_CLIENT, "0004 0000");
    says_hex(NC_SERVER, "0003 0001 61");
    says(NC_CLIENT, "\0\5\0\0x\0", 6);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(requests_are_known_by_their_mode),
        SENTENCE(others_by_their_numbers),
        SENTENCE(a_request_has_name_and_mode),
        SENTENCE(the_transfer_goes_on_from_another_port),
        SENTENCE(or_from_the_same_one),
        SENTENCE(of_a_transfer_names_of_30_bytes_are_told),
        SENTENCE(options_are_answered),
        SENTENCE(an_error_has_code_and_message),
        SENTENCE(what_is_no_packet_is_refused),
        SENTENCE(a_block_has_65464_bytes_at_most),
        SENTENCE(options_are_32_at_most),
        SENTENCE(what_nobody_asked_for_is_no_transfer),
        SENTENCES_END
    };

    return stream_sentences("tftp", sound, own);
}
