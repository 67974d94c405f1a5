/* SPDX-License-Identifier: Apache-2.0 */
#include "run/ipc.h"

#include "catalog.pb-c.h"
#include "harness.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int pair[2];

static void
connect_pair(void)
{
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
}

static void
close_pair(void)
{
    close(pair[0]);
    close(pair[1]);
}

static void
a_head_comes_as_it_was_sent(void)
{
    struct ipc_head head;
    uint8_t *bytes;

    connect_pair();
    CU_ASSERT_FATAL(ipc_send(pair[0], IPC_DIED, 7, -11));
    CU_ASSERT_FATAL(ipc_receive(pair[1], &head, &bytes, 9));
    CU_ASSERT(head.kind == IPC_DIED && head.worker == 7 && head.value == -11);
    CU_ASSERT_PTR_NULL(bytes);
    close_pair();
}

static void
a_packed_message_is_behind_its_head(void)
{
    Catalog__PluginSettings one = CATALOG__PLUGIN_SETTINGS__INIT, *list[] = { &one };
    Catalog__Settings settings = CATALOG__SETTINGS__INIT, *got;
    struct ipc_head head;
    uint8_t *bytes;

    one.enabled = 1;
    settings.plugin = list;
    settings.n_plugin = 1;
    connect_pair();
    CU_ASSERT_FATAL(ipc_send_packed(pair[0], IPC_SETTINGS, &settings.base));
    CU_ASSERT_FATAL(ipc_receive(pair[1], &head, &bytes, 9));
    CU_ASSERT_EQUAL(head.kind, IPC_SETTINGS);
    got = catalog__settings__unpack(NULL, head.length, bytes);
    CU_ASSERT(got && got->n_plugin == 1 && got->plugin[0]->enabled);
    catalog__settings__free_unpacked(got, NULL);
    free(bytes);
    close_pair();
}

/* Whether what these bytes begin is refused, with nothing to free, once the sender is gone. */
static bool
is_refused(const void *begin, size_t size)
{
    struct ipc_head head;
    uint8_t *bytes;
    bool refused;

    connect_pair();
    CU_ASSERT_EQUAL_FATAL(write(pair[0], begin, size), (ssize_t)size);
    close(pair[0]);
    refused = !ipc_receive(pair[1], &head, &bytes, 9) && !bytes;
    close(pair[1]);
    return refused;
}

static void
what_ends_too_early_is_not_believed(void)
{
    struct ipc_head head = { IPC_CATALOG, 0, 0, 100 };

    CU_ASSERT(is_refused(&head, 0));
    CU_ASSERT(is_refused(&head, sizeof head - 1));
    CU_ASSERT(is_refused(&head, sizeof head));
}

static void
a_length_out_of_all_bounds_is_not_believed(void)
{
    struct ipc_head head = { IPC_CATALOG, 0, 0, UINT32_MAX };

    CU_ASSERT(is_refused(&head, sizeof head));
}

static void
what_does_not_come_in_time_is_not_waited_for(void)
{
    struct ipc_head head = { IPC_CATALOG, 0, 0, 100 };
    uint8_t *bytes;

    connect_pair();
    CU_ASSERT_FALSE(ipc_receive(pair[1], &head, &bytes, 0.01));
    CU_ASSERT_EQUAL(write(pair[0], &head, sizeof head), sizeof head); /* its bytes do not follow */
    CU_ASSERT_FALSE(ipc_receive(pair[1], &head, &bytes, 0.01));
    CU_ASSERT_PTR_NULL(bytes);
    close_pair();
}

static void
who_is_gone_is_not_written_to(void)
{
    connect_pair();
    close(pair[1]);
    CU_ASSERT_FALSE(ipc_send(pair[0], IPC_SPAWN, 0, 0)); /* and no signal ends us */
    close(pair[0]);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_head_comes_as_it_was_sent),
        SENTENCE(a_packed_message_is_behind_its_head),
        SENTENCE(what_ends_too_early_is_not_believed),
        SENTENCE(a_length_out_of_all_bounds_is_not_believed),
        SENTENCE(what_does_not_come_in_time_is_not_waited_for),
        SENTENCE(who_is_gone_is_not_written_to),
        SENTENCES_END
    };

    return sentences("ipc", own);
}
