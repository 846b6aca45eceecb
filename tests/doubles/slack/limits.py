"""Slack's limits on blocks, elements and views, one line per type.

A field reads `name=rule`, with `!` where it must be there; `?a,b` asks for at least one of a and b. Rules:
`str75` (1 to 75 characters), `text75` (a text object), `plain75` (plain_text only), `int1-100`, `num`,
`flag`, `any`, `red|blue`, `[rule]10` (1 to 10 items), `@set` (an element of that set),
`{shape}` (a named shape).
"""

SHAPES = """
option       text!=plain75 value!=str150 description=plain75 url=str3000
rich_option  text!=text75 value!=str150 description=text75
group        label!=plain75 options!=[{option}]100
confirm      title!=plain100 text!=text300 confirm!=plain30 deny=plain30 style=primary|danger
feedback     text!=plain75 value!=str2000 accessibility_label=str75
column       align=left|center|right is_wrapped=flag
raw_text     type!=any text!=str10000
raw_number   type!=any text!=str10000 value!=num
pie          type!=any segments!=[{point}]12
plot         type!=any series!=[{series}]12 axis_config!={axis}
axis         categories!=[str20]20 x_label=str50 y_label=str50
series       name!=str20 data!=[{point}]20
point        label!=str20 value!=num
rich_part    type!=rich_text_section|rich_text_list|rich_text_quote|rich_text_preformatted \
elements!=[any]0-1000 style=any indent=int0-8 offset=any border=any language=any
rich_text    type!=rich_text elements!=[{rich_part}]0-1000 block_id=str255
modal        type!=any blocks!=any title!=plain24 submit=plain24 close=plain24 callback_id=str0-255 \
private_metadata=str0-3000 external_id=str0-255 clear_on_close=flag notify_on_close=flag submit_disabled=flag
home         type!=any blocks!=any callback_id=str0-255 private_metadata=str0-3000 external_id=str0-255
"""

EVERY_ELEMENT = "type!=any action_id=str255 confirm={confirm} focus_on_load=flag placeholder=plain150 "
_INPUT = "initial_value=str0-3000 min_length=int0-3000 max_length=int1-3000 dispatch_action_config=any"
ELEMENTS = f"""
button           text!=plain75 value=str0-2000 url=str3000 style=primary|danger accessibility_label=str75 \
agent_prompt=any visible_to_user_ids=any
icon_button      icon!=str75 text!=plain75 value=str0-2000 accessibility_label=str75 visible_to_user_ids=any
feedback_buttons positive_button!={{feedback}} negative_button!={{feedback}}
overflow         options!=[{{option}}]5
checkboxes       options!=[{{rich_option}}]10 initial_options=[{{rich_option}}]10
radio_buttons    options!=[{{rich_option}}]10 initial_option={{rich_option}}
static_select    options=[{{option}}]100 option_groups=[{{group}}]100 initial_option={{option}} \
?options,option_groups
multi_static_select options=[{{option}}]100 option_groups=[{{group}}]100 initial_options=[{{option}}]100 \
max_selected_items=int1-100 ?options,option_groups
external_select  min_query_length=int0-100 initial_option={{option}}
users_select     initial_user=str20
multi_users_select initial_users=[str20]100 max_selected_items=int1-100
conversations_select initial_conversation=str20 default_to_current_conversation=flag filter=any \
response_url_enabled=flag
channels_select  initial_channel=str20 response_url_enabled=flag
datepicker       initial_date=str10
timepicker       initial_time=str5 timezone=str50
datetimepicker   initial_date_time=num
plain_text_input multiline=flag {_INPUT}
email_text_input {_INPUT}
url_text_input   {_INPUT}
number_input     is_decimal_allowed!=flag min_value=str30 max_value=str30 {_INPUT}
rich_text_input  initial_value=any dispatch_action_config=any
file_input       filetypes=any max_files=int1-10
image            alt_text!=str2000 image_url=str3000 slack_file=any ?image_url,slack_file
plain_text       text!=str3000 emoji=flag
mrkdwn           text!=str3000 verbatim=flag
url              url!=str3000 text!=str255 icon_url=str3000
"""

# M message, V view (modal), H Home tab: the surfaces that take the block.
BLOCKS = """
divider     MVH
header      MVH  text!=plain150 level=int1-4
section     MVH  text=text3000 fields=[text2000]10 accessory=@accessory expand=flag ?text,fields
context     MVH  elements!=[@context]10
actions     MVH  elements!=[@action]25
image       MVH  alt_text!=str2000 title=plain2000 image_url=str3000 slack_file=any ?image_url,slack_file
input       MVH  label!=plain2000 element!=@input hint=plain2000 optional=flag dispatch_action=flag
rich_text   MVH  elements!=[{rich_part}]0-1000
card        MVH  icon=@image hero_image=@image title=text150 subtitle=text150 body=text200 \
actions=[@action]25 ?hero_image,title,actions,body
carousel    MH   elements!=[block]10
markdown    M    text!=str12000
context_actions M elements!=[@feedback]5
table       M    rows!=[[cell]20]1-100 column_settings=[{column}]0-20
data_table  M    rows!=[[cell]20]2-101 caption!=str3000 page_size=int1-100 \
row_header_column_index=int0-19
data_visualization M title!=str50 chart!=chart
task_card   M    task_id!=str255 title!=str256 status!=pending|in_progress|complete|error \
details={rich_text} output={rich_text} sources=[@source]100
plan        M    title!=str256 tasks=[block]50
container   M    child_blocks!=[block]10 title=plain150 rich_text_title={rich_text} subtitle=text150 \
icon=@image width=narrow|standard|wide|full is_collapsible=flag default_collapsed=flag \
has_header_divider=flag ?title,rich_text_title
alert       V    text!=text200 level=default|info|warning|error|success
"""

TYPING = {f"{kind}_input" for kind in ("plain_text", "email_text", "url_text", "number", "rich_text", "file")}
TEXTS = {"plain_text", "mrkdwn"}
_PASSIVE = {"image", "plain_text", "mrkdwn", "url", "feedback_buttons", "icon_button"}
_EVERY = {line.split()[0] for line in ELEMENTS.splitlines() if line}
ELEMENT_SETS = {
    "action": _EVERY - _PASSIVE - TYPING,
    "accessory": _EVERY - _PASSIVE - TYPING | {"image"},
    "input": _EVERY - _PASSIVE - {"button", "overflow"},
    "context": TEXTS | {"image"},
    "feedback": {"feedback_buttons", "icon_button"},
    "image": {"image"},
    "source": {"url"},
}
