/* SPDX-License-Identifier: Apache-2.0 */
#include "output/send_state.h"

#include "folder.h"
#include "harness.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FIRST ".sending-0123456789abcdef"

static size_t
states_of(const char *line)
{
    struct send_states all;
    size_t n;

    save_text(FIRST, line);
    all = send_states_read(the_folder());
    n = all.n;
    send_states_free(&all);
    return n;
}

static void
what_is_noted_is_read_and_is_over_a_minute_later(void)
{
    const int64_t now = time(NULL);
    struct send_state state = { SEND_CONNECTED, now, now - 5, 3, 1234, "tls://there:4740" };
    int fd = send_state_open(in_folder(".send-0123456789abcdef"));
    struct send_states all;

    CU_ASSERT_FATAL(fd >= 0 && send_state_note(fd, &state));
    all = send_states_read(the_folder());
    CU_ASSERT_EQUAL_FATAL(all.n, 1);
    CU_ASSERT(all.list[0].is == SEND_CONNECTED && all.list[0].acknowledged == now - 5 &&
              all.list[0].blocks == 3 && all.list[0].bytes == 1234);
    CU_ASSERT_STRING_EQUAL(all.list[0].to, "tls://there:4740");
    send_states_free(&all);
    state.updated = now - 120;
    CU_ASSERT_FATAL(send_state_note(fd, &state));
    all = send_states_read(the_folder());
    CU_ASSERT_FATAL(all.n == 1 && all.list[0].is == SEND_ENDED);
    send_states_free(&all);
    close(fd);
    CU_ASSERT(send_state_remove(in_folder(".send-0123456789abcdef")));
    CU_ASSERT(send_state_remove(in_folder(".send-0123456789abcdef"))); /* it is gone */
    all = send_states_read(the_folder());
    CU_ASSERT_EQUAL(all.n, 0);
    send_states_free(&all);
}

/* Who asks computes with these. */
static void
what_nobody_notes_is_not_read(void)
{
    CU_ASSERT_EQUAL(states_of("netcap-sending 1 2 1 1 0 0 tls://there:1\n"), 1);
    CU_ASSERT_EQUAL(states_of("netcap-sending 1 2 -9223372036854775808 1 0 0 tls://there:1\n"), 0);
    CU_ASSERT_EQUAL(states_of("netcap-sending 1 2 1 -9223372036854775808 0 0 tls://there:1\n"), 0);
    CU_ASSERT_EQUAL(states_of("netcap-sending 1 3 1 1 0 0 tls://there:1\n"), 0);
    CU_ASSERT_EQUAL(states_of("netcap-sending 1 2 1 1 0 0 tls://there:1"), 0);
    CU_ASSERT_EQUAL(states_of("netcap-sending 1 2 1 1 0 0 \n"), 0);
    CU_ASSERT_EQUAL(states_of(""), 0);
}

static void
a_FIFO_in_its_place_holds_up_nobody(void)
{
    struct send_states all;

    CU_ASSERT_EQUAL_FATAL(mkfifo(in_folder(FIRST), 0600), 0);
    CU_ASSERT_EQUAL(send_state_open(in_folder(".send-0123456789abcdef")), -1);
    all = send_states_read(the_folder());
    CU_ASSERT_EQUAL(all.n, 0);
    send_states_free(&all);
}

int
main(void)
{
    static const CU_TestInfo own[] = {
        { "what_is_noted_is_read_and_is_over_a_minute_later",
          what_is_noted_is_read_and_is_over_a_minute_later },
        { "what_nobody_notes_is_not_read", what_nobody_notes_is_not_read },
        { "a_FIFO_in_its_place_holds_up_nobody", a_FIFO_in_its_place_holds_up_nobody },
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("send_state", own);
}
