# tmf642.jq: alarms as TM Forum's TMF642 (Alarm Management, v4.0) has them
#
#	ossctl-diag list -o ndjson --all |
#	    jq -c -L "$OSSBSS_SHARE/jq" 'include "tmf642"; alarms'
#
# One Alarm resource for each alarm record: of `list` the state of each alarm,
# of `run` or `history` each transition. alarms("x") says x for the source
# system.

# "core1", or "core1/ge0" for what is within a node
def managed_object:
	if .object == null or .object == .node then .node
	else .node + "/" + .object end;

# members without a value are left out
def with_value: with_entries(select(.value != null));

def specific_problem:
	.alarm_type + if .alarm_qualifier then "/" + .alarm_qualifier
	    else "" end;

def alarm(source):
	{
		"@type": "Alarm",
		id: .alarm_id,
		externalAlarmId: .alarm_id,
		state: (if .state == "cleared" then "cleared" else "raised" end),
		alarmType: (.alarm_class // "communicationsAlarm"),
		perceivedSeverity: .severity,
		probableCause: .probable_cause,
		specificProblem: specific_problem,
		alarmedObjectType: .kind,
		alarmedObject: { id: managed_object },
		sourceSystemId: source,
		alarmChangedTime: .ts,
		alarmRaisedTime: (if .state == "raised" then .ts else null end),
		alarmClearedTime: (if .state == "cleared" then .ts
		    else null end),
		ackState: (if .ack_state == "acknowledged" then "acknowledged"
		    else "unacknowledged" end),
		isRootCause: .root,
		parentAlarm: (if .root_alarm_id
		    then [{ id: .root_alarm_id }] else null end),
		plannedOutageIndicator: (if .planned then "planned"
		    else null end)
	} | with_value;

def alarms(source): select(.type == "alarm") | alarm(source);
def alarms: alarms("ossctl-diag");
