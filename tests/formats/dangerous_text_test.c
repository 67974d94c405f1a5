/* SPDX-License-Identifier: Apache-2.0 */
/* Text made to deceive a terminal or a spreadsheet: in no format it gets through, in none that a
 * program reads anything is lost. */
#include "dump_helper.h"
#include "formats/formats.h"

#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

/* A character by its number, RFC 3629. */
static size_t
put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* Controls, directions, separators, fillers, tags. */
static const uint32_t dangerous[][2] = {
    { 0, 0x1f },        { 0x7f, 0x9f },     { 0xad, 0xad },       { 0x61c, 0x61c },
    { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f },
    { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};
enum { RANGES = sizeof dangerous / sizeof *dangerous };

static bool
is_dangerous(uint32_t code)
{
    for (size_t i = 0; i < RANGES; i++)
        if (code >= dangerous[i][0] && code <= dangerous[i][1])
            return true;
    return false;
}

/* What a format prints, without the line ends that are its own: all of it characters, as the C
 * library reads them, and none dangerous. */
static bool
is_harmless(const char *text, size_t size)
{
    mbstate_t state = { 0 };

    for (size_t at = 0, length; at < size; at += length) {
        wchar_t code;

        length = mbrtowc(&code, text + at, size - at, &state);
        if (length == 0 || length > 4 || (code != '\n' && is_dangerous((uint32_t)code)))
            return false;
    }
    return true;
}

static size_t
lines(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

/* The text alone, in the middle of other text, in a list and as bytes. */
static void
put_everywhere(struct bytes *record, const char *text, size_t size)
{
    char around[64] = "a";

    memcpy(around + 1, text, size);
    memcpy(around + 1 + size, "b", 2);
    put_bytes(record, 9, text, size);
    put_bytes(record, 12, around, size + 2);
    put_bytes(record, 21, around, size + 2);
    put_bytes(record, 1000, around, size + 2);
}

static void
print(const struct format *format, const char *text, size_t size)
{
    struct bytes record = { .used = 0 };
    struct dump_options options = options_of(format);

    start_all_file(&file);
    put_everywhere(&record, text, size);
    put_framed(&file, &record);
    options.select = "S,Y,RS,Timestamp";
    options.style.bytes = BYTES_TEXT;
    dump(&options);
}

static void
check_everywhere(const char *text, size_t size)
{
    for (size_t i = 0; formats[i]; i++) {
        size_t usual;

        print(formats[i], "c", 1);
        usual = lines(output.data);
        print(formats[i], text, size);
        if (!is_harmless(output.data, output.used - 1) || lines(output.data) != usual) {
            fprintf(stderr, "%s: byte %02x...\n", formats[i]->name, (uint8_t)text[0]);
            CU_FAIL("it gets through");
        }
    }
}

static void
no_format_lets_a_character_through_that_a_terminal_obeys(void)
{
    char text[4];

    for (size_t i = 0; i < RANGES; i++)
        for (uint32_t code = dangerous[i][0]; code <= dangerous[i][1]; code++)
            check_everywhere(text, put_utf8(text, code));
}

static void
no_format_lets_a_byte_through_that_is_no_character(void)
{
    for (int byte = 0x80; byte < 0x100; byte++)
        check_everywhere((const char[]){ (char)byte }, 1);
    check_everywhere("\xe2\x80", 2);
    check_everywhere("\xed\xa0\x80", 3);
    check_everywhere("\x1b]0;title\x07\x9b\x32J\r\n", 14);
}

/* Undoes what CSV does to text, without quotes. */
static size_t
unescape(const char *text, char *to)
{
    size_t n = 0;

    while (*text) {
        if (text[0] == '\\' && text[1] == '\\') {
            to[n++] = '\\';
            text += 2;
        } else if (text[0] == '\\') {
            char hex[3] = { text[2], text[3], '\0' };

            to[n++] = (char)strtol(hex, NULL, 16);
            text += 4;
        } else
            to[n++] = *text++;
    }
    return n;
}

/* A cell of TSV alone on its line. */
static void
strip(char *line)
{
    size_t n = strlen(line), to = 0;

    line[--n] = '\0';
    if (*line != '"')
        return;
    for (size_t i = 1; i + 1 < n; i++) {
        line[to++] = line[i];
        i += line[i] == '"';
    }
    line[to] = '\0';
}

static void
csv_gives_any_text_back_to_the_byte(void)
{
    srand(2);
    for (int round = 0; round < 3000; round++) {
        char text[24], back[128];
        size_t size = (size_t)rand() % sizeof text + 1;
        struct bytes record = { .used = 0 };

        for (size_t i = 0; i < size; i++)
            text[i] = rand() % 3 ? "\\x\"\r\n\x1b,a'\t"[rand() % 11] : (char)rand();
        text[0] = 'a'; /* no formula */
        put_bytes(&record, 9, text, size);
        csv_of(&record, "S");
        strip(output.data);
        CU_ASSERT_EQUAL_FATAL(unescape(output.data, back), size);
        CU_ASSERT_EQUAL_FATAL(memcmp(back, text, size), 0);
    }
}

static void
json_has_escapes_that_give_the_character_back(void)
{
    struct bytes record = { .used = 0 };

    put_text(&record, 9, "\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81\x7f\x1b\b");
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &record, "S"),
                           "{\"S\":\"\\u009b\\u202e\\udb40\\udc41\\u007f\\u001b\\b\"}\n");
}

static void
letters_of_all_scripts_stay_as_they_are(void)
{
    const char *text = "\xc3\xa4\xd7\xa9\xe3\x81\x82\xf0\x9f\x98\x80";
    struct bytes record = { .used = 0 };

    put_text(&record, 9, text);
    CU_ASSERT_EQUAL(strncmp(csv_of(&record, "S"), text, strlen(text)), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(dump_columns(&format_jsonl, &record, "S"), text));
    CU_ASSERT_PTR_NOT_NULL(strstr(dump_columns(&format_text, &record, "S"), text));
    CU_ASSERT_PTR_NOT_NULL(strstr(dump_columns(&format_table, &record, "S"), text));
}

static const char *
text_cell(const struct format *format, const char *text, bool formulas)
{
    struct bytes record = { .used = 0 };
    struct dump_options options = options_of(format);

    start_all_file(&file);
    put_text(&record, 9, text);
    put_framed(&file, &record);
    options.select = "S";
    options.title = false;
    options.style.formulas = formulas ? FORMULAS_KEEP : FORMULAS_ESCAPE;
    dump(&options);
    output.data[strlen(output.data) - 1] = '\0';
    return output.data;
}

static void
formulas_get_an_apostrophe_in_csv_and_tsv(void)
{
    static const char *const formulas[] = {
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1+1", "'=1+1", "\xef\xbc\x9d\x31",
        "--1",  "+a",   "-2e5"
    };

    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        CU_ASSERT_EQUAL(text_cell(&format_csv, formulas[i], false)[0], '\'');
        CU_ASSERT_STRING_EQUAL(output.data + 1, formulas[i]);
        CU_ASSERT_EQUAL(text_cell(&format_tsv, formulas[i], false)[0], '\'');
        CU_ASSERT_STRING_EQUAL(text_cell(&format_csv, formulas[i], true), formulas[i]);
    }
    CU_ASSERT_STRING_EQUAL(text_cell(&format_csv, "=\"a\",1", false), "\"'=\"\"a\"\",1\"");
    CU_ASSERT_STRING_EQUAL(text_cell(&format_csv, "\t=1", false), "\\x09=1");
    CU_ASSERT_STRING_EQUAL(text_cell(&format_csv, "\r=1", false), "\\x0d=1");
}

static void
numbers_and_other_text_get_none(void)
{
    static const char *const texts[] = { "-5",  "+4930123", "-1.000001", "-",
                                         "a=1", "'a",       " a",        "1-1" };
    struct bytes record = { .used = 0 };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CU_ASSERT_STRING_EQUAL(text_cell(&format_csv, texts[i], false), texts[i]);
    put_number(&record, 5, (uint64_t)-3);
    put_real(&record, 1, -2.5);
    put_text(&record, 1000, "-1.000001");
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "I32,D,Timestamp"), "-3,-2.5,-1.000001\n");
}

static void
what_is_special_is_found_wherever_it_stands(void)
{
    static const struct {
        char byte;
        const char *becomes;
        bool quoted;
    } rows[] = { { '"', "\"\"", true },          { ',', ",", true },
                 { '\\', "\\\\", false },        { '\n', "\\x0a", false },
                 { 0x1f, "\\x1f", false },       { 0x7f, "\\x7f", false },
                 { (char)0x80, "\\x80", false }, { (char)0xff, "\\xff", false } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int size = 1; size <= 20; size++)
            for (int at = 0; at < size; at++) {
                char text[32] = "abcdefghijklmnopqrst", wanted[64];

                text[size] = '\0';
                text[at] = rows[i].byte;
                snprintf(wanted, sizeof wanted, "%s%.*s%s%s%s", rows[i].quoted ? "\"" : "", at,
                         text, rows[i].becomes, text + at + 1, rows[i].quoted ? "\"" : "");
                CU_ASSERT_STRING_EQUAL(text_cell(&format_csv, text, false), wanted);
            }
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(no_format_lets_a_character_through_that_a_terminal_obeys),
    TEST(no_format_lets_a_byte_through_that_is_no_character),
    TEST(csv_gives_any_text_back_to_the_byte),
    TEST(json_has_escapes_that_give_the_character_back),
    TEST(letters_of_all_scripts_stay_as_they_are),
    TEST(formulas_get_an_apostrophe_in_csv_and_tsv),
    TEST(numbers_and_other_text_get_none),
    TEST(what_is_special_is_found_wherever_it_stands),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return EXIT_FAILURE;
    return run_tests("dangerous text", tests);
}
