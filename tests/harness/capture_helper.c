/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_helper.h"

#include <CUnit/CUnit.h>

struct packet got[GOT_MAX];
uint32_t got_sums[GOT_MAX];
size_t n_got, n_fills;
int open_status;
bool damaged;
struct capture_progress progress;
size_t buffer_size = CAPTURE_BUFFER_MIN, max_packets = 1000;
const char *filter;

void
put(struct made *made, const void *bytes, size_t n)
{
    if (made->used + n > made->size) {
        made->size = 2 * (made->used + n);
        made->data = realloc(made->data, made->size);
        CU_ASSERT_PTR_NOT_NULL_FATAL(made->data);
    }
    if (n > 0)
        memcpy(made->data + made->used, bytes, n);
    made->used += n;
}

static void
put_number(struct made *made, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)(value >> 8 * (made->big ? size - 1 - i : i));

        put(made, &byte, 1);
    }
}

void
put16(struct made *made, unsigned value)
{
    put_number(made, value, 2);
}

void
put32(struct made *made, uint32_t value)
{
    put_number(made, value, 4);
}

void
put64(struct made *made, uint64_t value)
{
    put_number(made, value, 8);
}

void
put_some(struct made *made, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_number(made, (made->used * 2654435761u) >> 7, 1);
}

void
done_with(struct made *made)
{
    free(made->data);
    *made = (struct made){ .used = 0 };
}

void
pcap_header(struct made *made, uint32_t magic, unsigned minor, uint32_t linktype)
{
    put32(made, magic);
    put16(made, 2);
    put16(made, minor);
    put64(made, 0);
    put32(made, 65535);
    put32(made, linktype);
}

void
pcap_record(struct made *made, uint32_t seconds, uint32_t fraction, uint32_t captured,
            uint32_t length)
{
    put32(made, seconds);
    put32(made, fraction);
    put32(made, captured);
    put32(made, length);
    put_some(made, captured);
}

void
pcap_many(struct made *to, uint32_t n, uint32_t most)
{
    done_with(to);
    pcap_header(to, PCAP_MAGIC_NANO, 4, 1);
    for (uint32_t i = 0; i < n; i++)
        pcap_record(to, i, i, i * 7919 % most, 1500);
}

void
ng_section(struct made *made)
{
    put32(made, PCAPNG_SECTION);
    put32(made, 28);
    put32(made, PCAPNG_BYTE_ORDER);
    put16(made, 1);
    put16(made, 0);
    put64(made, UINT64_MAX);
    put32(made, 28);
}

void
ng_block(struct made *made, uint32_t type, const void *body, size_t size)
{
    size_t padded = (size + 3) / 4 * 4;

    put32(made, type);
    put32(made, (uint32_t)padded + 12);
    put(made, body, size);
    put(made, "\0\0\0", padded - size);
    put32(made, (uint32_t)padded + 12);
}

void
ng_interface(struct made *made, unsigned linktype, uint32_t snaplen)
{
    struct made body = { .big = made->big };

    put16(&body, linktype);
    put16(&body, 0);
    put32(&body, snaplen);
    ng_block(made, PCAPNG_INTERFACE, body.data, body.used);
    done_with(&body);
}

void
ng_interface_timed(struct made *made, unsigned resolution, int64_t offset)
{
    struct made body = { .big = made->big };

    put16(&body, 1);
    put16(&body, 0);
    put32(&body, 0);
    put16(&body, 2); /* a name, to be passed over */
    put16(&body, 3);
    put(&body, "eth", 4);
    put16(&body, PCAPNG_RESOLUTION);
    put16(&body, 1);
    put(&body, &(uint8_t){ (uint8_t)resolution }, 1);
    put(&body, "\0\0", 3);
    put16(&body, PCAPNG_OFFSET);
    put16(&body, 8);
    put64(&body, (uint64_t)offset);
    put32(&body, 0);
    ng_block(made, PCAPNG_INTERFACE, body.data, body.used);
    done_with(&body);
}

void
ng_packet(struct made *made, uint32_t interface, uint64_t time, uint32_t captured, uint32_t length)
{
    struct made body = { .big = made->big };

    put32(&body, interface);
    put32(&body, (uint32_t)(time >> 32));
    put32(&body, (uint32_t)time);
    put32(&body, captured);
    put32(&body, length);
    put_some(&body, captured);
    ng_block(made, PCAPNG_ENHANCED_PACKET, body.data, body.used);
    done_with(&body);
}

static void
keep(const struct packet *packet, const uint8_t *data)
{
    CU_ASSERT_TRUE_FATAL(n_got < GOT_MAX);
    CU_ASSERT_TRUE_FATAL((size_t)packet->offset + packet->captured <= buffer_size);
    got[n_got] = *packet;
    got_sums[n_got] = 0;
    for (uint32_t i = 0; i < packet->captured; i++)
        got_sums[n_got] = got_sums[n_got] * 31 + data[packet->offset + i] + 1;
    n_got++;
}

static void
read_all(struct capture *capture)
{
    struct capture_buffer buffer = { malloc(buffer_size), buffer_size,
                                 malloc(max_packets * sizeof(struct packet)), max_packets };
    long n;

    while ((n = capture_fill(capture, &buffer, -1)) != CAPTURE_END) {
        n_fills++;
        CU_ASSERT_TRUE(n > 0 && (size_t)n <= max_packets);
        for (long i = 0; i < n; i++)
            keep(&buffer.packets[i], buffer.data);
    }
    free(buffer.data);
    free(buffer.packets);
}

void
read_inputs(const char *const *inputs, size_t n)
{
    struct capture_options options = { .inputs = inputs, .n_inputs = n, .filter = filter };
    struct capture *capture;

    n_got = n_fills = 0;
    hear();
    capture = capture_open(&options, &open_status);
    if (capture) {
        read_all(capture);
        capture_progress(capture, &progress);
        damaged = capture_damaged(capture);
        capture_close(capture);
    }
    heard();
    buffer_size = CAPTURE_BUFFER_MIN;
    max_packets = 1000;
    filter = NULL;
}

void
read_path(const char *path)
{
    read_inputs(&path, 1);
}

void
read_made(const struct made *made)
{
    save("made", made->data, made->used);
    read_path(in_folder("made"));
}

void
cut_everywhere(const struct made *made, const size_t *packet_ends, size_t n,
               const size_t *good_ends, size_t n_good)
{
    for (size_t size = 1; size <= made->used; size++) {
        size_t expected = 0, good = 0;

        save("made", made->data, size);
        read_path(in_folder("made"));
        for (size_t i = 0; i < n; i++)
            expected += packet_ends[i] <= size;
        for (size_t i = 0; i < n_good; i++)
            good += good_ends[i] == size;
        CU_ASSERT_EQUAL(n_got, expected);
        CU_ASSERT_EQUAL(damaged, !good);
        CU_ASSERT_EQUAL(*said == '\0', good);
    }
}
