/* SPDX-License-Identifier: Apache-2.0 */
#include "records/unfinished.h"

#include "base/our_file.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static int locked = -1; /* the folder with the lock */

/* By descriptors, wherever the folders are then. */
static struct {
    int folder;
    const char *volatile name; /* NULL: none */
} unfinished[UNFINISHED_MOST];

static void
remove_and_end(int number)
{
    for (size_t i = 0; i < UNFINISHED_MOST; i++) {
        const char *name = unfinished[i].name;

        if (name)
            unlinkat(unfinished[i].folder, name, 0);
    }
    unlinkat(locked, OUR_LOCK_NAME, 0);
    signal(number, SIG_DFL);
    raise(number);
}

void
unfinished_watch(const struct out_folder *folder)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = remove_and_end, .sa_flags = SA_NODEFER };

    locked = folder->fd;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;

        /* Whoever has it ignored, as nohup does, means that. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

size_t
unfinished_begin(int folder, const char *name)
{
    size_t which = 0;

    while (which + 1 < UNFINISHED_MOST && unfinished[which].name)
        which++;
    unfinished[which].folder = folder;
    unfinished[which].name = name;
    return which;
}

void
unfinished_end(size_t which)
{
    unfinished[which].name = NULL;
}
