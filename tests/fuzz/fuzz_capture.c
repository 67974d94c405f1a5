/* SPDX-License-Identifier: Apache-2.0 */
/* A capture file of any kind, read to its end. */
#include "fuzz.h"

#include "capture/capture.h"

#include <unistd.h>

enum { PACKETS = 4096, FILLS_MAX = 1 << 16 };

static uint8_t data[CAPTURE_BUFFER_MIN];
static struct packet packets[PACKETS];

/* Packets lie in the room, one behind the other. */
static void
check(long n)
{
    uint32_t end = 0;

    for (long i = 0; i < n; i++) {
        if (packets[i].offset < end || packets[i].offset > sizeof data ||
            packets[i].captured > sizeof data - packets[i].offset ||
            packets[i].nanoseconds > 999999999)
            broken("packet %ld of a batch is not where it can be", i);
        end = packets[i].offset + packets[i].captured;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct capture_buffer room = { data, sizeof data, packets, PACKETS };
    char path[FUZZ_PATH];
    const char *const inputs[] = { path };
    const struct capture_options options = { .inputs = inputs, .n_inputs = 1 };
    int file = open_bytes(bytes, size, path), status, fills = 0;
    struct capture *capture;
    long n;

    capture = capture_open(&options, &status);
    while (capture && (n = capture_fill(capture, &room, 0)) != CAPTURE_END) {
        if (++fills > FILLS_MAX)
            broken("it never ends");
        check(n);
    }
    capture_close(capture);
    close(file);
    return 0;
}
