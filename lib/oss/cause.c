/*
 * cause.c (oss) - probable causes of alarms
 */
#include "oss/cause.h"

static const char *const causes[CAUSE_COUNT] = {
	[CAUSE_NONE] = "indeterminate",
	[CAUSE_COMMUNICATIONS] = "communicationsSubsystemFailure",
	[CAUSE_CONFIGURATION] = "configurationOrCustomizationError",
	[CAUSE_SIGNAL] = "lossOfSignal",
	[CAUSE_EQUIPMENT] = "equipmentMalfunction",
	[CAUSE_DEGRADED] = "degradedSignal",
	[CAUSE_FRAME] = "lossOfFrame",
	[CAUSE_POWER] = "powerProblem",
	[CAUSE_TEMPERATURE] = "temperatureUnacceptable",
	[CAUSE_HUMIDITY] = "humidityUnacceptable",
	[CAUSE_COOLING] = "heatingOrVentilationOrCoolingSystemProblem",
	[CAUSE_THRESHOLD] = "thresholdCrossed",
	[CAUSE_CONGESTION] = "congestion",
	[CAUSE_RESPONSE] = "responseTimeExcessive",
	[CAUSE_PERFORMANCE] = "performanceDegraded",
	[CAUSE_BANDWIDTH] = "bandwidthReduced",
	[CAUSE_CAPACITY] = "resourceAtOrNearingCapacity",
	[CAUSE_STORAGE] = "storageCapacityProblem",
	[CAUSE_PROCESSOR] = "cpuCyclesLimitExceeded",
	[CAUSE_MEMORY] = "outOfMemory",
	[CAUSE_SOFTWARE] = "softwareProgramError",
	[CAUSE_TRANSMIT] = "transmitFailure",
	[CAUSE_RECEIVE] = "receiveFailure",
	[CAUSE_REMOTE] = "remoteNodeTransmissionError",
	[CAUSE_PROTOCOL] = "communicationsProtocolError",
	[CAUSE_LINE_CARD] = "lineCardProblem",
	[CAUSE_CABLE] = "cableTamper",
	[CAUSE_KEY] = "keyExpired",
};

const char *
cause_name(enum cause c)
{
	return causes[c];
}

enum cause
cause_lookup(struct slice s)
{
	for (int c = 1; c < CAUSE_COUNT; c++)
		if (slice_is(s, causes[c]))
			return (enum cause)c;
	return CAUSE_NONE;
}
