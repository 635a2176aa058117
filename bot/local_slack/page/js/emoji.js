/** Names of common emoji; a name that is not here is shown as it was written, between colons. */
const TABLE =
  "+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 100 💯 adult 🧑 alarm_clock ⏰ ambulance 🚑 anger 💢 arrow_down ⬇️ arrow_left ⬅️ " +
  "arrow_right ➡️ arrow_up ⬆️ arrows_counterclockwise 🔄 art 🎨 ballot_box_with_check ☑️ bank 🏦 bar_chart 📊 beers 🍻 bell 🔔 " +
  "no_bell 🔕 birthday 🎂 black_circle ⚫ blue_heart 💙 blush 😊 bookmark 🔖 books 📚 boom 💥 briefcase 💼 bug 🐛 " +
  "palm_tree 🌴 building_construction 🏗️ bulb 💡 busts_in_silhouette 👥 bust_in_silhouette 👤 calendar 📅 date 📅 spiral_calendar_pad 🗓️ " +
  "card_index 📇 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 checkered_flag 🏁 clap 👏 clipboard 📋 clock1 🕐 " +
  "cloud ☁️ computer 💻 confetti_ball 🎊 confused 😕 construction 🚧 credit_card 💳 cry 😢 dart 🎯 department_store 🏬 e-mail 📧 " +
  "email 📧 envelope ✉️ exclamation ❗ heavy_exclamation_mark ❗ eyes 👀 face_with_monocle 🧐 fire 🔥 flag-es 🇪🇸 flag-us 🇺🇸 " +
  "flag-gb 🇬🇧 gear ⚙️ gift 🎁 globe_with_meridians 🌐 earth_africa 🌍 grey_question ❔ grin 😁 green_heart 💚 " +
  "hammer_and_wrench 🛠️ handshake 🤝 heart ❤️ heavy_check_mark ✔️ heavy_minus_sign ➖ heavy_plus_sign ➕ hourglass ⌛ " +
  "hourglass_flowing_sand ⏳ house 🏠 inbox_tray 📥 information_source ℹ️ joy 😂 key 🔑 large_blue_circle 🔵 large_green_circle 🟢 " +
  "large_orange_circle 🟠 large_yellow_circle 🟡 large_red_square 🟥 large_green_square 🟩 link 🔗 lock 🔒 unlock 🔓 " +
  "lock_with_ink_pen 🔏 loudspeaker 📢 mag 🔍 mag_right 🔎 mailbox 📫 mega 📣 memo 📝 pencil 📝 moneybag 💰 mute 🔇 " +
  "negative_squared_cross_mark ❎ new 🆕 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 office 🏢 ok ✅ ok_hand 👌 outbox_tray 📤 " +
  "package 📦 page_facing_up 📄 paperclip 📎 partying_face 🥳 pencil2 ✏️ phone ☎️ telephone ☎️ telephone_receiver 📞 iphone 📱 " +
  "point_down 👇 point_left 👈 point_right 👉 point_up ☝️ pray 🙏 purple_heart 💜 pushpin 📌 question ❓ rainbow 🌈 raised_hands 🙌 " +
  "receipt 🧾 red_circle 🔴 rocket 🚀 rotating_light 🚨 scroll 📜 seedling 🌱 shield 🛡️ skull 💀 slightly_smiling_face 🙂 smile 😄 " +
  "smiley 😃 sparkles ✨ speech_balloon 💬 star ⭐ stopwatch ⏱️ sunglasses 😎 sunny ☀️ tada 🎉 thinking_face 🤔 ticket 🎫 toolbox 🧰 " +
  "traffic_light 🚦 triangular_flag_on_post 🚩 trophy 🏆 truck 🚚 upside_down_face 🙃 v ✌️ wastebasket 🗑️ warning ⚠️ wave 👋 " +
  "white_check_mark ✅ white_circle ⚪ wink 😉 wrench 🔧 writing_hand ✍️ x ❌ yellow_heart 💛 zap ⚡ zzz 💤 arrow_forward ▶️ " +
  "stop_button ⏹️ repeat 🔁 recycle ♻️ robot_face 🤖 small_blue_diamond 🔹 small_orange_diamond 🔸 coffee ☕ file_folder 📁 " +
  "open_file_folder 📂 label 🏷️ bookmark_tabs 📑 newspaper 📰 door 🚪 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ " +
  "arrow_backward ◀️ black_square_for_stop ⏹️ double_vertical_bar ⏸️ fast_forward ⏩ rewind ⏪ arrows_clockwise 🔃 " +
  "twisted_rightwards_arrows 🔀 arrow_up_down ↕️ left_right_arrow ↔️ arrow_upper_right ↗️ arrow_lower_right ↘️ back 🔙 end 🔚 " +
  "soon 🔜 top 🔝 up 🆙 sos 🆘 id 🆔 free 🆓 heavy_multiplication_x ✖️ heavy_division_sign ➗ heavy_dollar_sign 💲 bangbang ‼️ " +
  "interrobang ⁉️ o ⭕ radio_button 🔘 white_large_square ⬜ black_large_square ⬛ large_blue_square 🟦 large_yellow_square 🟨 " +
  "large_orange_square 🟧 large_purple_circle 🟣 large_brown_circle 🟤 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ " +
  "seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 hash #️⃣ scissors ✂️ envelope_with_arrow 📩 incoming_envelope 📨 " +
  "postbox 📮 card_file_box 🗃️ file_cabinet 🗄️ card_index_dividers 🗂️ floppy_disk 💾 linked_paperclips 🖇️ straight_ruler 📏 " +
  "triangular_ruler 📐 page_with_curl 📃 spiral_note_pad 🗒️ ledger 📒 notebook 📓 book 📖 closed_book 📕 green_book 📗 blue_book 📘 " +
  "orange_book 📙 lower_left_ballpoint_pen 🖊️ black_nib ✒️ closed_lock_with_key 🔐 old_key 🗝️ hammer 🔨 nut_and_bolt 🔩 " +
  "electric_plug 🔌 battery 🔋 chains ⛓️ magnet 🧲 compass 🧭 test_tube 🧪 microscope 🔬 telescope 🔭 satellite 🛰️ satellite_antenna 📡 " +
  "printer 🖨️ keyboard ⌨️ desktop_computer 🖥️ tv 📺 camera 📷 movie_camera 🎥 headphones 🎧 microphone 🎤 euro 💶 dollar 💵 " +
  "pound 💷 chart 💹 factory 🏭 hospital 🏥 school 🏫 hotel 🏨 world_map 🗺️ earth_americas 🌎 earth_asia 🌏 round_pushpin 📍 car 🚗 " +
  "bus 🚌 train2 🚆 airplane ✈️ ship 🚢 anchor ⚓ ok_woman 🙆 raising_hand 🙋 hand ✋ raised_hand ✋ bow 🙇 shrug 🤷 face_palm 🤦 " +
  "muscle 💪 crossed_fingers 🤞 saluting_face 🫡 brain 🧠 ear 👂 relaxed ☺️ relieved 😌 laughing 😆 sweat_smile 😅 " +
  "rolling_on_the_floor_laughing 🤣 heart_eyes 😍 star-struck 🤩 hugging_face 🤗 neutral_face 😐 expressionless 😑 unamused 😒 " +
  "worried 😟 disappointed 😞 pensive 😔 sleeping 😴 astonished 😲 open_mouth 😮 scream 😱 rage 😡 angry 😠 sob 😭 melting_face 🫠 " +
  "ghost 👻 alien 👽 clown_face 🤡 broken_heart 💔 orange_heart 🧡 black_heart 🖤 crown 👑 gem 💎 sports_medal 🏅 " +
  "first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉 star2 🌟 dizzy 💫 balloon 🎈 game_die 🎲 jigsaw 🧩 snowflake ❄️ " +
  "umbrella ☔ partly_sunny ⛅ crescent_moon 🌙 evergreen_tree 🌲 herb 🌿 four_leaf_clover 🍀 maple_leaf 🍁 sunflower 🌻 rose 🌹 " +
  "cactus 🌵 dog 🐶 cat 🐱 turtle 🐢 snail 🐌 bee 🐝 beer 🍺 wine_glass 🍷 champagne 🍾 tea 🍵 cake 🍰 pizza 🍕 apple 🍎 croissant 🥐 " +
  "flag-de 🇩🇪 flag-fr 🇫🇷 flag-it 🇮🇹 flag-jp 🇯🇵 flag-pt 🇵🇹 flag-mx 🇲🇽 flag-br 🇧🇷 flag-eu 🇪🇺 es 🇪🇸 us 🇺🇸 gb 🇬🇧 jp 🇯🇵 de 🇩🇪 " +
  "fr 🇫🇷 it 🇮🇹";

const names = TABLE.split(" ");
export const EMOJI = new Map();
for (let at = 0; at < names.length; at += 2) EMOJI.set(names[at], names[at + 1]);

/** The character of an emoji name, or null. @param {string} name may carry `::skin-tone-N` */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? null;

const NAME = /:([a-z0-9_+'-]{1,100}):/g;

/** Emoji names in plain text replaced by their characters; unknown ones stay. @param {string} text */
export const withEmoji = (text) => text.replace(NAME, (all, name) => emoji(name) ?? all);
