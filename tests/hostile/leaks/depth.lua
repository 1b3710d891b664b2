local northtown = {}
function northtown.may_admit(case)
  local function down() return 1 + down() end
  return down() > 0
end
return northtown
