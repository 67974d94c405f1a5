/* SPDX-License-Identifier: Apache-2.0 */
#include "query_helper.h"

enum {
    DOUBLE = 1,
    FLOAT = 2,
    INT64 = 3,
    UINT64 = 4,
    INT32 = 5,
    BOOL = 8,
    STRING = 9,
    MESSAGE = 11,
    BYTES = 12,
    UINT32 = 13,
    ENUM = 14
};

/* Of "made.Talk"; what the names do not say of their meaning, comments do. */
static const struct {
    const char *name;
    unsigned number, type;
    int repeated;
    const char *type_name, *comment;
} fields[] = {
    { "Timestamp", 1, STRING, 0, NULL, NULL },
    { "SrcPort", 2, INT32, 0, NULL, NULL },
    { "TextPort", 3, STRING, 0, NULL, "[port] as text" },
    { "SrcIP", 4, STRING, 0, NULL, NULL },
    { "RawIP", 5, BYTES, 0, NULL, NULL },
    { "NumIP", 6, UINT32, 0, NULL, NULL },
    { "SrcMAC", 7, STRING, 0, NULL, NULL },
    { "RawMAC", 8, BYTES, 0, NULL, NULL },
    { "Duration", 9, INT64, 0, NULL, "[ms] of all" },
    { "Seconds", 10, DOUBLE, 0, NULL, "[s] of all" },
    { "Single", 11, FLOAT, 0, NULL, NULL },
    { "Big", 12, UINT64, 0, NULL, NULL },
    { "Small", 13, INT64, 0, NULL, NULL },
    { "Yes", 14, BOOL, 0, NULL, NULL },
    { "No", 15, BOOL, 0, NULL, NULL },
    { "Text", 16, STRING, 0, NULL, NULL },
    { "Empty", 17, STRING, 0, NULL, NULL },
    { "Payload", 18, BYTES, 0, NULL, NULL },
    { "Hue", 19, ENUM, 0, ".made.Hue", NULL },
    { "Inside", 20, MESSAGE, 0, ".made.In", NULL },
    { "Absent", 21, MESSAGE, 0, ".made.In", NULL },
    { "Parts", 22, MESSAGE, 1, ".made.In", NULL },
    { "Numbers", 23, INT32, 1, NULL, NULL },
    { "Words", 24, STRING, 1, NULL, NULL },
    { "Nothing", 25, INT32, 1, NULL, NULL },
    { "Six", 26, STRING, 0, NULL, "[address] of version 6" },
    { "Early", 27, STRING, 0, NULL, "[time] before 1970" },
};

struct schema *schema;
struct bytes record;
struct query_error error;

static void
put_comments(struct bytes *content)
{
    struct bytes source = { .used = 0 };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].comment) {
            const uint8_t path[] = { 4, 0, 2, (uint8_t)i };

            put_comment(&source, path, sizeof path, 4, fields[i].comment);
        }
    put_inside(content, 9, &source);
}

static void
make_schema(void)
{
    struct bytes set = { .used = 0 }, content = { .used = 0 }, talk = { .used = 0 },
                 in = { .used = 0 }, hue = { .used = 0 };
    char why[128];

    put_text(&talk, 1, "Talk");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        put_field(&talk, fields[i].name, fields[i].number, fields[i].type, fields[i].repeated,
                  fields[i].type_name);
    put_text(&in, 1, "In");
    put_field(&in, "A", 1, INT32, 0, NULL);
    put_field(&in, "HostIP", 2, STRING, 0, NULL);
    put_field(&in, "R", 3, INT32, 1, NULL);
    put_field(&in, "Deeper", 4, MESSAGE, 0, ".made.In");
    put_text(&hue, 1, "Hue");
    put_enum_value(&hue, "RED", 0);
    put_enum_value(&hue, "GREEN", 5);
    put_inside(&content, 4, &talk);
    put_inside(&content, 4, &in);
    put_inside(&content, 5, &hue);
    put_comments(&content);
    put_text(&content, 12, "proto3");
    put_schema(&set, &content);
    schema = schema_new(set.data, set.used, "made.Talk", why, sizeof why);
}

static void
put_in(struct bytes *to, unsigned field, uint64_t a, const char *host)
{
    struct bytes in = { .used = 0 };

    if (a)
        put_number(&in, 1, a);
    put_text(&in, 2, host);
    put_number(&in, 3, 7);
    put_number(&in, 3, 9);
    put_inside(to, field, &in);
}

static void
make_record(void)
{
    put_text(&record, 1, "1795867200.250000"); /* 2026-11-28T12:00:00.25Z */
    put_number(&record, 2, 443);
    put_text(&record, 3, "8080");
    put_text(&record, 4, "10.1.2.3");
    put_bytes(&record, 5, "\xc0\0\2\1", 4);
    put_number(&record, 6, 0x7f000001);
    put_text(&record, 7, "00:00:5E:00:53:01");
    put_bytes(&record, 8, "\0\0\x5e\0\x53\2", 6);
    put_number(&record, 9, 1500);
    put_real(&record, 10, 0.25);
    put_single(&record, 11, 0.1f);
    put_number(&record, 12, UINT64_MAX);
    put_number(&record, 13, (uint64_t)-5);
    put_number(&record, 14, 1);
    put_text(&record, 16, "GET /index \"x\"");
    put_bytes(&record, 18, "\0\xff\r\nend", 7);
    put_number(&record, 19, 5);
    put_in(&record, 20, 3, "2001:db8::1");
    put_in(&record, 22, 0, "10.0.0.1");
    put_in(&record, 22, 8, "10.0.0.2");
    put_bytes(&record, 23, "\1\2\3", 3); /* packed */
    put_text(&record, 24, "one");
    put_text(&record, 24, "two");
    put_text(&record, 26, "fe80::1");
    put_text(&record, 27, "-1.500000");
}

enum query_answer
ask(const char *text)
{
    struct query *query = query_new(schema_record(schema), text, &error);
    enum query_answer answer = query ? query_ask(query, record.data, record.used) : QUERY_DAMAGED;

    query_free(query);
    return answer;
}

int
run_query_tests(const char *suite, const CU_TestInfo *tests)
{
    int failed;

    make_schema();
    make_record();
    failed = run_in_folder(suite, tests);
    schema_free(schema);
    return failed;
}
