/* SPDX-License-Identifier: Apache-2.0 */
#include "records/unfinished.h"

#include "base/our_file.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* By its descriptor, wherever the folder is then. */
static struct {
    int folder;
    const char *volatile part;
} unfinished = { .folder = -1 };

static void
remove_and_end(int number)
{
    const char *part = unfinished.part;

    if (part)
        unlinkat(unfinished.folder, part, 0);
    unlinkat(unfinished.folder, OUR_LOCK_NAME, 0);
    signal(number, SIG_DFL);
    raise(number);
}

void
unfinished_watch(const struct out_folder *folder)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = remove_and_end, .sa_flags = SA_NODEFER };

    unfinished.folder = folder->fd;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;

        /* Whoever has it ignored, as nohup does, means that. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

void
unfinished_is(const char *name)
{
    unfinished.part = name;
}
