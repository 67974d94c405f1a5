/* SPDX-License-Identifier: Apache-2.0 */
/* A capture file of any kind, read to its end. */
#include "capture/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PACKETS = 4096, FILLS_MAX = 1 << 16 };

static uint8_t data[CAPTURE_BUFFER_MIN];
static struct packet packets[PACKETS];

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Packets lie in the room, one behind the other. */
static void
check(long n)
{
    uint32_t end = 0;

    for (long i = 0; i < n; i++) {
        if (packets[i].offset < end || packets[i].offset > sizeof data ||
            packets[i].captured > sizeof data - packets[i].offset ||
            packets[i].nanoseconds > 999999999)
            abort();
        end = packets[i].offset + packets[i].captured;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct capture_buffer room = { data, sizeof data, packets, PACKETS };
    const char *inputs[1];
    struct capture_options options = { .inputs = inputs, .n_inputs = 1 };
    int file = memfd_create("capture", 0), status, fills = 0;
    struct capture *capture;
    char path[64];
    long n;

    if (file < 0 || write(file, bytes, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    inputs[0] = path;
    capture = capture_open(&options, &status);
    while (capture && (n = capture_fill(capture, &room, 0)) != CAPTURE_END) {
        if (++fills > FILLS_MAX)
            abort();
        check(n);
    }
    capture_close(capture);
    close(file);
    return 0;
}
