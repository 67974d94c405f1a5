/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stages_setup.h"

#include "base/say.h"
#include "flows/flows.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

/* As it was set up: what lies in the shared memory can be anything by then. */
static struct {
    struct stage_limits limits;
    uint64_t seed;
    uint64_t sizes[STAGES_MAX]; /* of a stage's state, its journal before it */
} made;

static void
set_bounds(struct stage *stage, uint64_t size)
{
    stage->undo->from = stage->state;
    stage->undo->to = stage->undo->from + size;
}

/* State for a stage and its journal, from what is left.  NULL when it does not suffice; with errno
 * set when the system does not give it. */
static void *
carve(struct shared *s, uint32_t stage, size_t size, uint64_t *used)
{
    const uint64_t page = 4096;
    uint64_t journal = (sizeof(struct undo) + page - 1) & ~(page - 1);

    errno = 0;
    size = (size + page - 1) & ~(size_t)(page - 1);
    if (size > s->state_size || *used > s->state_size || s->state_size - *used < journal + size)
        return NULL;
    s->state_used = *used + journal + size;
    if (!shared_open_state(s))
        return NULL;
    s->stages[stage].undo = (struct undo *)(void *)(s->state + *used);
    s->stages[stage].state = s->state + *used + journal;
    set_bounds(&s->stages[stage], size);
    made.sizes[stage] = size;
    *used += journal + size;
    return s->stages[stage].state;
}

static bool
setup_flows(struct shared *s, const struct stage_limits *limits, uint32_t i, uint64_t seed,
            uint64_t *used)
{
    const struct model_limits *model = &limits->models[i];
    struct flows *state = carve(s, s->n_stages, flows_size(&model->flows, model->state_size), used);

    if (!state)
        return false;
    flows_setup(state, &model->flows, model->state_size, limits->streams.closed_wait, seed);
    s->stages[s->n_stages++].plugin = model->plugin;
    return true;
}

bool
stages_setup(struct shared *s, const struct stage_limits *limits)
{
    uint64_t seed = 0, used = 0;
    void *defrag = carve(s, STAGE_DEFRAG, defrag_size(&limits->defrag), &used);
    void *streams =
        defrag ? carve(s, STAGE_STREAMS, streams_size(&limits->streams), &used) : NULL;
    int problem = errno;
    bool fits = streams != NULL;

    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) < 0)
        seed = (uintptr_t)&seed; /* early at boot: no secret, but no reason to stop */
    if (fits) {
        defrag_setup(defrag, &limits->defrag, seed);
        streams_setup(streams, &limits->streams, seed);
    }
    made.limits = *limits;
    made.seed = seed;
    s->dissect = limits->dissect;
    s->n_stages = STAGE_FLOWS;
    for (uint32_t i = 0; i < limits->n_models && fits; i++) {
        fits = setup_flows(s, limits, i, seed, &used);
        problem = errno;
    }
    if (!fits && problem)
        say_error("no memory for streams and flows: %s", strerror(problem));
    else if (!fits)
        say_error("the limits for streams and flows ask for more than %llu GiB: lower max_flows or "
                  "stream-memory",
                  (unsigned long long)(s->state_size >> 30));
    return fits;
}

bool
stages_anew(struct shared *s, uint32_t stage)
{
    struct stage *is = &s->stages[stage];
    uint8_t *begin = (uint8_t *)is->undo;

    if ((stage != STAGE_DEFRAG && stage != STAGE_STREAMS) || !made.sizes[stage] || !begin)
        return false;
    /* Given back, memory is zeros again. */
    if (madvise(begin, (size_t)((uint8_t *)is->state - begin) + made.sizes[stage], MADV_REMOVE))
        return false;
    set_bounds(is, made.sizes[stage]);
    if (stage == STAGE_DEFRAG)
        defrag_setup(is->state, &made.limits.defrag, made.seed);
    else
        streams_setup(is->state, &made.limits.streams, made.seed);
    return true;
}
