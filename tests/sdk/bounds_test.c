/* SPDX-License-Identifier: Apache-2.0 */
/* What one packet may come to: work, elements of lists, networks in each other. */
#include "harness.h"
#include "host.h"

#include <string.h>

enum { ARENA = 1 << 20 };

static struct nc_packet pkt;
static struct nc_cursor in;
static uint8_t bytes[64];

struct list {
    size_t n_numbers;
    int32_t *numbers;
};

/* A packet of no bytes with these bounds. */
static void
begin_with(struct nc_bounds bounds)
{
    if (!pkt.arena)
        CU_ASSERT_FATAL(nc_packet_create(&pkt, ARENA));
    pkt.bounds = bounds;
    nc_packet_begin(&pkt);
    in = (struct nc_cursor){ bytes, bytes, bytes + sizeof bytes, NULL };
    pkt.in = &in;
}

static void
push(struct list *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        nc_push(&pkt, list, numbers, (int32_t)i);
}

static void
as_many_elements_are_taken_as_may_be(void)
{
    for (size_t n = 9; n < 12; n++) {
        struct list list = { 0, NULL };

        begin_with((struct nc_bounds){ .elements = 10 });
        push(&list, n);
        CU_ASSERT_PTR_EQUAL(nc_reason(&in), n == 11 ? nc_no_elements : NULL);
        CU_ASSERT_EQUAL(list.n_numbers, n < 10 ? n : 10);
    }
}

static void
all_lists_of_a_record_count_together_and_each_layer_anew(void)
{
    struct list one = { 0, NULL }, other = { 0, NULL };

    begin_with((struct nc_bounds){ .elements = 10 });
    push(&one, 5);
    push(&other, 5);
    CU_ASSERT(nc_ok(&in));
    nc_allow_elements(&pkt);
    push(&other, 10);
    CU_ASSERT(nc_ok(&in));
    push(&one, 1);
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
work_is_allowed_up_to_the_last_step(void)
{
    for (size_t n = 99; n < 102; n++) {
        struct list list = { 0, NULL };

        begin_with((struct nc_bounds){ .ticks = 100 });
        push(&list, n);
        CU_ASSERT_PTR_EQUAL(nc_reason(&in), n == 101 ? nc_no_ticks : NULL);
    }
}

static void
more_bytes_may_cost_more_work(void)
{
    struct list list = { 0, NULL };

    begin_with((struct nc_bounds){ .ticks = 100 });
    nc_allow_work(&pkt, 50);
    push(&list, 100 + 50 * NC_TICKS_A_BYTE);
    CU_ASSERT(nc_ok(&in));
    push(&list, 1);
    CU_ASSERT_PTR_EQUAL(nc_reason(&in), nc_no_ticks);
}

/* Two bytes of a pointer lead to a name of a hundred labels. */
static void
each_label_of_a_name_is_a_step(void)
{
    uint8_t message[203];
    struct nc_cursor names = { message, message + 201, message + 203, NULL };

    for (size_t i = 0; i < 100; i++)
        memcpy(message + 2 * i, "\1a", 2);
    memcpy(message + 200, "\0\xc0\0", 3);
    for (uint64_t ticks = 100; ticks < 103; ticks++) {
        struct nc_cursor at = names;

        begin_with((struct nc_bounds){ .ticks = ticks });
        nc_domain_name(&pkt, &at);
        CU_ASSERT_PTR_EQUAL(nc_reason(&at), ticks == 100 ? nc_no_ticks : NULL);
        CU_ASSERT_PTR_EQUAL(nc_reason(&in), ticks == 100 ? nc_no_ticks : NULL);
    }
}

static void
what_is_asked_for_beyond_the_bound_is_memory_that_no_list_has(void)
{
    struct list list = { 0, NULL };

    begin_with((struct nc_bounds){ .ticks = 10 });
    push(&list, 100000);
    CU_ASSERT_EQUAL(list.n_numbers, 10);
    CU_ASSERT(pkt.arena_at >= pkt.scratch && pkt.arena_at <= pkt.scratch + NC_ALLOC_MAX);
    memset(nc_alloc(&pkt, 1000), 0xff, 1000);
    CU_ASSERT_EQUAL(list.numbers[9], 9);
}

static void
networks_are_counted_within_each_other(void)
{
    for (uint32_t n = 2; n < 5; n++) {
        begin_with((struct nc_bounds){ .networks = 3 });
        for (uint32_t i = 0; i < n; i++)
            nc_network(&pkt, NC_ENDPOINT_IPV4, bytes, bytes + 4, 4, 0);
        CU_ASSERT_PTR_EQUAL(nc_reason(&in), n == 4 ? nc_no_networks : NULL);
    }
}

static void
without_bounds_there_are_none(void)
{
    struct list list = { 0, NULL };

    begin_with((struct nc_bounds){ 0 });
    push(&list, 16000);
    for (int i = 0; i < 1000; i++)
        nc_network(&pkt, NC_ENDPOINT_IPV4, bytes, bytes + 4, 4, 0);
    CU_ASSERT(nc_ok(&in));
    CU_ASSERT_EQUAL(list.n_numbers, 16000);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(as_many_elements_are_taken_as_may_be),
        SENTENCE(all_lists_of_a_record_count_together_and_each_layer_anew),
        SENTENCE(work_is_allowed_up_to_the_last_step),
        SENTENCE(more_bytes_may_cost_more_work),
        SENTENCE(each_label_of_a_name_is_a_step),
        SENTENCE(what_is_asked_for_beyond_the_bound_is_memory_that_no_list_has),
        SENTENCE(networks_are_counted_within_each_other),
        SENTENCE(without_bounds_there_are_none),
        SENTENCES_END
    };
    int status = sentences("bounds", own);

    nc_packet_destroy(&pkt);
    return status;
}
