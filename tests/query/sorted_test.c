/* SPDX-License-Identifier: Apache-2.0 */
/* Records in order: by which fields, how many are kept, and what memory they take. */
#include "query/sorted.h"

#include "base/wire.h"
#include "query_helper.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char why[512];
static int files[2];

static struct sorted *
sorted_by(const char *fields, uint64_t limit, bool last, size_t memory)
{
    struct sorted_plan plan = { schema_record(schema), fields, limit, last, memory, NULL };

    return sorted_new(&plan, why, sizeof why);
}

/* The same with files. */
static struct sorted *
sorted_on_disk(const char *fields, uint64_t limit, bool last)
{
    struct sorted_plan plan = { schema_record(schema), fields, limit, last, 1 << 14, files };

    return sorted_new(&plan, why, sizeof why);
}

static enum sorted_took
add(struct sorted *sorted, unsigned port, const char *text)
{
    struct bytes one = { .used = 0 };

    put_number(&one, 2, port);
    if (text)
        put_text(&one, 16, text);
    return sorted_add(sorted, one.data, one.used);
}

/* The ports of the records in order, with their texts: "80a 443b". */
static const char *
order(struct sorted *sorted)
{
    static char line[512];
    struct values *values = values_new(schema_record(schema));
    const uint8_t *bytes;
    size_t size, used = 0;

    line[0] = '\0';
    while ((bytes = sorted_next(sorted, &size)) && used < sizeof line - 40) {
        const struct value *fields = values_decode(values, bytes, size);

        used += (size_t)snprintf(line + used, 40, "%s%u%.*s", used ? " " : "",
                                 (unsigned)fields[1].number, (int)fields[15].size,
                                 fields[15].bytes ? (const char *)fields[15].bytes : "");
    }
    values_free(values);
    sorted_free(sorted);
    return line;
}

static struct sorted *
some(const char *fields, uint64_t limit, bool last)
{
    struct sorted *sorted = sorted_by(fields, limit, last, 1 << 20);

    add(sorted, 443, "b");
    add(sorted, 80, "c");
    add(sorted, 443, "a");
    add(sorted, 22, NULL);
    return sorted;
}

static void
fields_are_compared_in_turn_and_a_minus_turns_one_round(void)
{
    CU_ASSERT_STRING_EQUAL(order(some("SrcPort", UINT64_MAX, false)), "22 80c 443b 443a");
    CU_ASSERT_STRING_EQUAL(order(some("-srcport", UINT64_MAX, false)), "443b 443a 80c 22");
    CU_ASSERT_STRING_EQUAL(order(some("SrcPort,Text", UINT64_MAX, false)), "22 80c 443a 443b");
    CU_ASSERT_STRING_EQUAL(order(some("-SrcPort,-Text", UINT64_MAX, false)), "443b 443a 80c 22");
    CU_ASSERT_STRING_EQUAL(order(some(NULL, UINT64_MAX, false)), "443b 80c 443a 22");
}

static void
what_has_no_value_comes_last_either_way(void)
{
    CU_ASSERT_STRING_EQUAL(order(some("Inside.A", UINT64_MAX, false)), "443b 80c 443a 22");
    CU_ASSERT_STRING_EQUAL(order(some("SrcIP,SrcPort", UINT64_MAX, false)), "22 80c 443b 443a");
}

static void
as_many_are_kept_as_are_wanted_from_either_end(void)
{
    CU_ASSERT_STRING_EQUAL(order(some("SrcPort", 2, false)), "22 80c");
    CU_ASSERT_STRING_EQUAL(order(some("SrcPort", 2, true)), "443b 443a");
    CU_ASSERT_STRING_EQUAL(order(some(NULL, 2, true)), "443a 22");
    CU_ASSERT_STRING_EQUAL(order(some(NULL, 0, true)), "");
    CU_ASSERT_STRING_EQUAL(order(some("SrcPort", 9, true)), "22 80c 443b 443a");
}

static void
the_first_of_very_many_need_little_memory(void)
{
    struct sorted *sorted = sorted_by("SrcPort,-Text", 3, false, 1 << 20);
    unsigned port = 1;

    for (int i = 0; i < 200000; i++) {
        port = port * 1103515245 + 12345;
        CU_ASSERT_EQUAL_FATAL(add(sorted, 1000 + (port >> 8) % 60000, "x"), SORTED_TOOK);
        if (i == 7 || i == 100000)
            add(sorted, 5, i == 7 ? "early" : "late");
    }
    add(sorted, 6, "end");
    CU_ASSERT_STRING_EQUAL(order(sorted), "5late 5early 6end");
}

static void
what_takes_more_than_the_memory_is_refused(void)
{
    struct sorted *sorted = sorted_by("SrcPort", UINT64_MAX, false, 1 << 16);
    unsigned n = 0;

    while (n < 10000 && add(sorted, n, "text") == SORTED_TOOK)
        n++;
    CU_ASSERT(n > 100 && n < 1000);
    sorted_free(sorted);
    sorted = sorted_by("SrcPort", 100000, false, 1 << 16);
    for (n = 0; n < 10000 && add(sorted, n, "text") == SORTED_TOOK;)
        n++;
    CU_ASSERT(n < 1000);
    sorted_free(sorted);
}

static unsigned
open_files(int flags)
{
    char path[] = "/tmp/netcap-sorted-XXXXXX";

    for (int i = 0; i < 2; i++) {
        int made = mkstemp(strcpy(path, "/tmp/netcap-sorted-XXXXXX"));

        files[i] = open(path, flags);
        close(made);
        unlink(path);
    }
    return files[0] >= 0 && files[1] >= 0;
}

static void
close_files(void)
{
    close(files[0]);
    close(files[1]);
}

/* Few ports, each with many texts that tell which came first. */
static void
add_many(struct sorted *sorted, unsigned count)
{
    unsigned port = 1;

    for (unsigned i = 0; i < count; i++) {
        char text[16];

        port = port * 1103515245 + 12345;
        snprintf(text, sizeof text, "%u", i);
        CU_ASSERT_EQUAL_FATAL(add(sorted, (port >> 16) % 7, i % 11 ? text : NULL), SORTED_TOOK);
    }
}

/* How many are in both, which are the same; both are gone then. */
static unsigned
same(struct sorted *a, struct sorted *b)
{
    unsigned count = 0;

    for (;; count++) {
        size_t a_size, b_size;
        const uint8_t *one = sorted_next(a, &a_size), *other = sorted_next(b, &b_size);

        if (!one || !other) {
            CU_ASSERT(one == other);
            break;
        }
        CU_ASSERT_FATAL(a_size == b_size && memcmp(one, other, a_size) == 0);
    }
    CU_ASSERT_EQUAL(sorted_error(a) | sorted_error(b), 0);
    sorted_free(a);
    sorted_free(b);
    return count;
}

static unsigned
that_fit(void)
{
    struct sorted *sorted = sorted_by("SrcPort", UINT64_MAX, false, 1 << 14);
    unsigned count = 0;

    while (add(sorted, count, "0000") == SORTED_TOOK)
        count++;
    sorted_free(sorted);
    return count;
}

static void
what_goes_to_disk_is_in_the_order_that_it_has_in_memory(void)
{
    static const char *const fields[] = { "SrcPort", "-SrcPort,Text", "Text", NULL };
    unsigned fit = that_fit(), counts[] = { 0, 1, fit - 1, fit, fit + 1, 2 * fit, 2 * fit + 1,
                                            150 * fit };

    CU_ASSERT_FATAL(open_files(O_RDWR) && fit > 10);
    for (size_t f = 0; f < 4; f++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            struct sorted *one = sorted_on_disk(fields[f], UINT64_MAX, false);
            struct sorted *other = sorted_by(fields[f], UINT64_MAX, false, 1 << 26);

            add_many(one, counts[c]);
            add_many(other, counts[c]);
            CU_ASSERT_EQUAL(same(one, other), counts[c]);
        }
    close_files();
}

static void
of_what_goes_to_disk_as_many_are_kept_as_are_wanted(void)
{
    unsigned fit = that_fit(), limits[] = { fit - 1, fit, fit + 1, 5 * fit };

    CU_ASSERT_FATAL(open_files(O_RDWR));
    for (size_t i = 0; i < 2 * sizeof limits / sizeof *limits; i++) {
        unsigned limit = limits[i / 2];
        struct sorted *one = sorted_on_disk("SrcPort", limit, i % 2);
        struct sorted *other = sorted_by("SrcPort", limit, i % 2, 1 << 26);

        add_many(one, 9 * fit);
        add_many(other, 9 * fit);
        CU_ASSERT_EQUAL(same(one, other), limit);
    }
    close_files();
}

static void
a_file_that_fails_is_told(void)
{
    struct sorted *sorted = sorted_on_disk("SrcPort", UINT64_MAX, false);
    enum sorted_took took = SORTED_TOOK;
    size_t size;

    CU_ASSERT_FATAL(open_files(O_RDONLY));
    for (unsigned i = 0; i < 10000 && took == SORTED_TOOK; i++)
        took = add(sorted, i, "text");
    CU_ASSERT_EQUAL(took, SORTED_FAILED);
    CU_ASSERT(sorted_error(sorted) != 0);
    CU_ASSERT_PTR_NULL(sorted_next(sorted, &size));
    sorted_free(sorted);
    close_files();
}

static void
a_damaged_record_and_a_field_that_has_no_order_are_told(void)
{
    struct sorted *sorted = sorted_by("SrcPort", 5, false, 1 << 20);

    CU_ASSERT_EQUAL(sorted_add(sorted, (const uint8_t *)"\x10\x80", 2), SORTED_DAMAGED);
    CU_ASSERT_PTR_NOT_NULL(strstr(sorted_damage(sorted), "expected a whole field"));
    sorted_free(sorted);
    CU_ASSERT_PTR_NULL(sorted_by("Inside", 5, false, 1 << 20));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "Inside is a message: expected a field of it, as Inside.A"));
    CU_ASSERT_PTR_NULL(sorted_by("-SrcPrt", 5, false, 1 << 20));
    CU_ASSERT_PTR_NOT_NULL(strstr(why, "is SrcPort meant?"));
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(fields_are_compared_in_turn_and_a_minus_turns_one_round),
        TEST(what_has_no_value_comes_last_either_way),
        TEST(as_many_are_kept_as_are_wanted_from_either_end),
        TEST(the_first_of_very_many_need_little_memory),
        TEST(what_takes_more_than_the_memory_is_refused),
        TEST(what_goes_to_disk_is_in_the_order_that_it_has_in_memory),
        TEST(of_what_goes_to_disk_as_many_are_kept_as_are_wanted),
        TEST(a_file_that_fails_is_told),
        TEST(a_damaged_record_and_a_field_that_has_no_order_are_told),
        CU_TEST_INFO_NULL,
    };

    return run_query_tests("sorted", tests);
}
