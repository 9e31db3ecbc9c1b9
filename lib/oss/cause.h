/*
 * cause.h (oss) - probable causes of alarms
 * Source: X.733 8.1.2.1 and X.736 8.1.2 (names), X.721 (their spelling).
 * Pure.
 */
#ifndef OSS_CAUSE_H
#define OSS_CAUSE_H

#include "base/slice.h"

enum __attribute__((packed)) cause {
	CAUSE_NONE = 0,		/* indeterminate */
	CAUSE_COMMUNICATIONS,	/* communicationsSubsystemFailure */
	CAUSE_CONFIGURATION,	/* configurationOrCustomizationError */
	CAUSE_SIGNAL,		/* lossOfSignal */
	CAUSE_EQUIPMENT,	/* equipmentMalfunction */
	CAUSE_DEGRADED,		/* degradedSignal */
	CAUSE_FRAME,		/* lossOfFrame */
	CAUSE_POWER,		/* powerProblem */
	CAUSE_TEMPERATURE,	/* temperatureUnacceptable */
	CAUSE_HUMIDITY,		/* humidityUnacceptable */
	CAUSE_COOLING,		/* heatingOrVentilationOrCoolingSystemProblem */
	CAUSE_THRESHOLD,	/* thresholdCrossed */
	CAUSE_CONGESTION,	/* congestion */
	CAUSE_RESPONSE,		/* responseTimeExcessive */
	CAUSE_PERFORMANCE,	/* performanceDegraded */
	CAUSE_BANDWIDTH,	/* bandwidthReduced */
	CAUSE_CAPACITY,		/* resourceAtOrNearingCapacity */
	CAUSE_STORAGE,		/* storageCapacityProblem */
	CAUSE_PROCESSOR,	/* cpuCyclesLimitExceeded */
	CAUSE_MEMORY,		/* outOfMemory */
	CAUSE_SOFTWARE,		/* softwareProgramError */
	CAUSE_TRANSMIT,		/* transmitFailure */
	CAUSE_RECEIVE,		/* receiveFailure */
	CAUSE_REMOTE,		/* remoteNodeTransmissionError */
	CAUSE_PROTOCOL,		/* communicationsProtocolError */
	CAUSE_LINE_CARD,	/* lineCardProblem */
	CAUSE_CABLE,		/* cableTamper */
	CAUSE_KEY,		/* keyExpired */
	CAUSE_COUNT
};

const char *cause_name(enum cause);
/* CAUSE_NONE when there is no such name. */
enum cause cause_lookup(struct slice);

#endif
