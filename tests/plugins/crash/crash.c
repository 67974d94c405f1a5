/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin around another, which fails where that would be at work on some packets: those of which
 * a hash of the bytes, or of the time where a hook does not see all bytes, leaves the remainder
 * CRASH_SEED when divided by CRASH_OF.
 *
 * It is called as the other, and takes all from that but one hook, CRASH_HOOK; the other lies in
 * the same folder as STEM.real.  CRASH_FAULT says what it does at those packets; "refuse" and
 * "pass" are no faults, but tell which packets they are, and what is right without them. */
#include <netcap/plugin.h>

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TABLE_OF(stem) stem##_LTX_netcap_plugin
#define TABLE(stem) TABLE_OF(stem)
#define TEXT_OF(stem) #stem
#define TEXT(stem) TEXT_OF(stem)

enum { HASHED = 64, FRAME = 1 << 16, MEBIBYTE = 1 << 20, BOMB = 1024 };

typedef void fault(void);

__attribute__((visibility("default"))) struct nc_plugin TABLE(STEM);

static struct nc_plugin real;
static uint64_t divisor, remainder_;
static fault *chosen_fault;
static bool refuses, passes;

/* What the optimiser must not see through. */
static volatile int zero;

static void
write_to_null(void)
{
    *(volatile int *)(uintptr_t)zero = 1;
}

static int
descend(int depth)
{
    volatile char frame[FRAME];

    frame[0] = (char)depth;
    return zero ? 0 : descend(depth + 1) + frame[0];
}

static void
overflow_the_stack(void)
{
    zero = descend(0);
}

static void
loop_for_ever(void)
{
    while (!zero)
        ;
}

static void
leave(void)
{
    exit(0);
}

static void
free_twice(void)
{
    void *volatile memory = malloc(HASHED);

    free(memory);
    free(memory);
}

/* A gigabyte is far more than a worker may have. */
static void
take_all_memory(void)
{
    for (int i = 0; i < BOMB; i++) {
        volatile char *memory = malloc(MEBIBYTE);

        for (size_t at = 0; at < MEBIBYTE; at += 4096)
            memory[at] = 1;
    }
}

static void
divide_by_zero(void)
{
    zero = HASHED / zero;
}

static void
call_what_is_forbidden(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd >= 0)
        close(fd);
}

static const struct {
    const char *name;
    fault *run;
} faults[] = {
    { "null", write_to_null },   { "stack", overflow_the_stack }, { "loop", loop_for_ever },
    { "abort", abort },          { "exit", leave },               { "heap", free_twice },
    { "memory", take_all_memory }, { "division", divide_by_zero },
    { "call", call_what_is_forbidden },
};

/* FNV-1a. */
static bool
is_chosen(const void *bytes, size_t size)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(1099511628211);
    return (hash >> 32) % divisor == remainder_;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    if (is_chosen(in->base, (size_t)(in->end - in->base))) {
        if (chosen_fault)
            chosen_fault();
        if (refuses)
            nc_fail(in, "chosen to crash");
    }
    if (real.decode && nc_ok(in))
        real.decode(pkt, in, record);
}

/* Where a packet's bytes are not to be had, its time is as good. */
static bool
is_chosen_time(const struct nc_time *time)
{
    return is_chosen(time, sizeof time->seconds + sizeof time->nanoseconds);
}

/* Behind the other's state: bytes that were passed over, which it has not been told yet. */
struct passed {
    uint64_t bytes[2];
};

static size_t
passed_at(void)
{
    return (real.state_size + 7) & ~(size_t)7;
}

/* The bytes of a packet that failed are as good as lost. */
static void
stream(struct nc_packet *pkt, const struct nc_stream *from, struct nc_cursor *in, void *state)
{
    uint64_t *passed = &((struct passed *)((uint8_t *)state + passed_at()))->bytes[from->side];
    bool is_at = is_chosen_time(&from->time);
    struct nc_stream told = *from;
    size_t before = nc_tell(in);

    if (is_at && chosen_fault)
        chosen_fault();
    if (is_at && passes) {
        *passed += from->gap + nc_left(in);
        nc_skip(in, nc_left(in));
        return;
    }
    told.gap += *passed;
    real.stream(pkt, &told, in, state);
    if (nc_ok(in) && nc_tell(in) > before)
        *passed = 0;
}

/* That the connection is its own it may have known by that packet alone, and then has lost it. */
static enum nc_answer
probe(const struct nc_stream *from, struct nc_cursor *in)
{
    return passes && !from->known && is_chosen_time(&from->time) ? NC_NO : real.probe(from, in);
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    return !(passes && is_chosen_time(&sighting->time)) && real.id(sighting, key);
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *state)
{
    if (chosen_fault && is_chosen_time(&sighting->time))
        chosen_fault();
    return real.observe(sighting, flow, state);
}

static uint64_t
number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

static bool
has_text(const char *name, const char *text)
{
    const char *has = getenv(name);

    return has && strcmp(has, text) == 0;
}

static void
wrap(struct nc_plugin *plugin)
{
    if (has_text("CRASH_HOOK", "decode"))
        plugin->decode = decode;
    if (has_text("CRASH_HOOK", "stream")) {
        plugin->stream = stream;
        plugin->probe = real.probe ? probe : NULL;
        plugin->state_size = passed_at() + sizeof(struct passed);
    }
    if (has_text("CRASH_HOOK", "observe")) {
        plugin->id = id;
        plugin->observe = observe;
    }
}

__attribute__((constructor)) static void
load(void)
{
    char path[PATH_MAX];
    Dl_info self;
    const char *slash;
    const struct nc_plugin *is;
    void *handle;

    if (!dladdr(&TABLE(STEM), &self) || !(slash = strrchr(self.dli_fname, '/')))
        return;
    snprintf(path, sizeof path, "%.*s/" TEXT(STEM) ".real", (int)(slash - self.dli_fname),
             self.dli_fname);
    handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    is = handle ? dlsym(handle, TEXT(STEM) "_LTX_netcap_plugin") : NULL;
    if (!is)
        return; /* it is refused then, as built for ABI 0 */
    divisor = number("CRASH_OF", 1);
    remainder_ = number("CRASH_SEED", 0);
    refuses = has_text("CRASH_FAULT", "refuse");
    passes = has_text("CRASH_FAULT", "pass");
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (has_text("CRASH_FAULT", faults[i].name))
            chosen_fault = faults[i].run;
    real = TABLE(STEM) = *is;
    wrap(&TABLE(STEM));
}
