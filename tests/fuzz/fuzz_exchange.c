/* SPDX-License-Identifier: Apache-2.0 */
/* What a sender says to netcap collect, in pieces; and the same bytes as a file that is sent. */
#include "fuzz.h"

#include "exchange/block_reader.h"
#include "exchange/collect_peer.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCKS_MOST = 10000 };

static struct taker input;
static unsigned piece;

static void *
nothing(void *transport, int fd, char *why)
{
    static int stream;

    (void)transport;
    (void)fd;
    (void)why;
    return &stream;
}

static enum stream_state
greet(void *stream, char *why)
{
    (void)stream;
    (void)why;
    return STREAM_READY;
}

static ssize_t
give(void *stream, void *to, size_t size, char *why)
{
    size_t given;
    const uint8_t *bytes = take_bytes(&input, size < piece ? size : piece, &given);

    (void)stream;
    *why = '\0';
    memcpy(to, bytes, given);
    return given ? (ssize_t)given : -1;
}

static ssize_t
take(void *stream, const void *from, size_t size, char *why)
{
    (void)stream;
    (void)from;
    (void)why;
    return (ssize_t)size;
}

static const char *
nobody(void *stream)
{
    (void)stream;
    return NULL;
}

static void
leave(void *stream)
{
    (void)stream;
}

static const struct stream_kind kind = {
    .accept = nothing,
    .greet = greet,
    .read = give,
    .write = take,
    .peer = nobody,
    .hang_up = leave,
};

/* Of a sensor's folder nothing is left for the next input. */
static void
empty(const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    while (entries && (entry = readdir(entries)))
        if (*entry->d_name != '.')
            unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
}

static void
collect(const char *folder)
{
    const struct store_limits none = { 0 };
    char path[FUZZ_PATH], why[TRANSPORT_WHY];
    struct collect_peer *peer;
    struct store store;

    if (store_open(&store, folder, &none) != STATUS_DONE)
        broken("%s cannot be opened", folder);
    peer = collect_peer_new(&store, &kind, NULL, -1, why);
    for (double now = 1; peer->state != COLLECT_GONE; now++) {
        collect_peer_work(peer, now);
        collect_peer_settle(peer, now);
    }
    collect_peer_free(peer);
    if (store.sensors)
        broken("a sensor is left");
    store_close(&store);
    snprintf(path, sizeof path, "%s/s", folder);
    empty(path);
}

/* Each block has what its id says, and they do not overlap. */
static void
read_blocks(const char *path)
{
    struct block_work *work = block_work_new();
    struct block_reader file;
    struct outlet_block block;
    uint64_t end = 0;

    if (!block_reader_open(&file, path))
        broken("%s cannot be opened", path);
    if (block_reader_begin(&file, work) == BLOCKS_ONE)
        for (int n = 0; n < BLOCKS_MOST &&
                        block_reader_next(&file, work, n % 2, &block) == BLOCKS_ONE;
             n++) {
            if (block.id.offset < end || block.id.size == 0)
                broken("blocks overlap");
            if (block_count(block.records, block.id.size) != (int64_t)block.count)
                broken("a block has other records than it says");
            end = block.id.offset + block.id.size;
        }
    block_reader_close(&file);
    block_work_free(work);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char folder[] = "/tmp/netcap-fuzz-XXXXXX";
    static bool made;
    char path[FUZZ_PATH];
    int file;

    if (!made && !mkdtemp(folder))
        broken("there is no folder");
    made = true;
    input = (struct taker){ bytes, bytes + size };
    piece = 1 + take16(&input);
    file = open_bytes(input.at, taker_left(&input), path);
    read_blocks(path);
    close(file);
    collect(folder);
    return 0;
}
